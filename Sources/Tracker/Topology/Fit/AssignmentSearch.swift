/// The first assignment of guest cells to host cells, in the order of the host cells (NUMA, 3.1 and 5).
///
/// Depth-first over the guest cells. The pairs alone never lead into a dead end; only networks and devices do, and a
/// set of used host cells that failed once is not tried again.
struct AssignmentSearch {
    /// How a search ended.
    enum Outcome: Hashable {
        /// The place of each guest cell.
        case found([Int])
        /// There is none.
        case none
        /// Given up.
        case tooMany
    }

    /// So many sets of used host cells at most; 16 host cells have no more.
    static let stateLimit = 1 << 16
    /// So many looks at guest cells and networks at most; 16 host cells never need them.
    static let stepLimit = 1 << 25
    /// Hosts with no more cells than this are searched to the end, whoever shares the decision.
    static let smallHost = 16

    private let stateLimit: Int
    private let stepLimit: Int
    private var assignment: CellReassignment
    private var networks: NetworkPruning
    private var devices: DevicePruning
    private let accepts: ((CellSet) -> Bool?)?
    private var failed: FailedStates
    private var states = 0
    private var isGivenUp = false

    /// Prepares a search.
    ///
    /// - Parameters:
    ///   - matching: as many guest cells as can have host cells at the same time; nothing is found if not all can.
    ///   - networks: the sets of places of which one each must be chosen.
    ///   - devices: what a set of places must offer at least before it is asked about.
    ///   - hostCells: numbers of the host cells, in the order in which sets of places count them.
    ///   - accepts: whether the devices can be had on a complete set of places, asked once for a set; absent: too much
    ///     has been asked.
    ///   - share: how many nodes share the limits: one decision about all of them takes no longer than one about one.
    init?(
        _ matching: CellMatching, networks: [CellSet], devices: [DeviceDemand] = [], hostCells: [Int32] = [],
        accepts: ((CellSet) -> Bool?)?, share: Int = 1
    ) {
        guard let assignment = CellReassignment(matching) else { return nil }
        let share = Self.share(share, hostCount: matching.guestAt.count)
        stateLimit = Self.stateLimit / share
        stepLimit = Self.stepLimit / share
        self.assignment = assignment
        let reachable = networks.isEmpty && devices.isEmpty ? [] : matching.reachable
        self.networks = NetworkPruning(networks, candidates: matching.candidates, reachable: reachable)
        self.devices = DevicePruning(devices, hostCells: hostCells, reachable: reachable)
        self.accepts = accepts
        // Without conditions on the set nothing fails.
        failed = FailedStates(hostCount: networks.isEmpty && accepts == nil ? nil : matching.guestAt.count)
    }

    /// How many nodes share the limits of a search on so many host cells.
    static func share(_ share: Int, hostCount: Int) -> Int { hostCount <= smallHost ? 1 : max(share, 1) }

    /// Searches.
    mutating func run() -> Outcome {
        if place(0, used: CellSet()) { return .found(assignment.placeOf) }
        return isGivenUp ? .tooMany : .none
    }

    /// Gives places to a guest cell and all behind it; as deep as there are guest cells, 256 at most.
    private mutating func place(_ guest: Int, used: CellSet) -> Bool {
        states += 1
        guard states <= stateLimit, assignment.steps + networks.steps <= stepLimit else {
            isGivenUp = true
            return false
        }
        guard networks.mayBeMet(from: guest, used: used), devices.mayBeMet(from: guest, used: used) else {
            return false
        }
        guard guest < assignment.count else { return isAccepted(used) }
        var choices = assignment.choices(for: guest, used: used)
        while let choice = choices.popFirst() {
            let next = used.adding(choice)
            if failed.contains(next) { continue }
            let mark = assignment.mark
            assignment.move(guest, to: choice)
            if place(guest + 1, used: next) { return true }
            if isGivenUp { return false }
            assignment.undo(to: mark)
            failed.insert(next)
        }
        return false
    }

    private mutating func isAccepted(_ places: CellSet) -> Bool {
        guard let accepts else { return true }
        guard let answer = accepts(places) else {
            isGivenUp = true
            return false
        }
        return answer
    }
}

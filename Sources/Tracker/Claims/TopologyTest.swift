/// The test of a claim's cells (claims and moves, 3.3): a place on the node, or why there is none.
struct TopologyTest {
    /// The most lines about single pairs of cells that a refusal carries: those of 16 guest cells on 16 host cells.
    static let mostPairs = 256

    /// Where the cells go; absent: none are asked for, or they do not fit.
    private(set) var placed: InstanceTopology?
    /// Why they do not fit, the summary first.
    private(set) var shortfalls: [Shortfall] = []
    /// Where the cells would go first if no devices were asked for; empty: it is not devices that stand in the way.
    private(set) var cellsWithoutDevices: Set<Int32> = []

    /// Tests a request on a node with what is held there.
    init(
        _ request: InstanceTopology?, on node: NodeRecord, _ usage: TopologyUsage, limits: Limits, packsCells: Bool,
        devices: DeviceNearness?, share: Int = 1
    ) {
        guard let request else { return }
        // A place that was asked for is never left out in silence (claims and moves, 3.5).
        guard let host = node.inventory.numaTopology else {
            shortfalls = [.noHostTopology(request, node.identifier)]
            return
        }
        let fit = TopologyFit(
            host: host, usage: usage, limits: limits, packsCells: packsCells, devices: devices, share: share)
        switch fit.place(request) {
        case .success(let topology): placed = topology
        case .failure(let no):
            if case .devices(let cells) = no.obstacle { cellsWithoutDevices = Set(cells) }
            let pairs = no.shortfalls.lazy.filter(\.isAboutPair).count
            var left = Self.mostPairs
            shortfalls = no.shortfalls.filter { shortfall in
                guard pairs > Self.mostPairs, shortfall.isAboutPair else { return true }
                left -= 1
                return left >= 0
            }
        }
    }
}

extension Shortfall {
    /// Whether it is about one guest cell on one host cell: a detail, where others say what follows from all of them.
    var isAboutPair: Bool { guestCell != nil && hostCell != nil }

    /// The host reports no cells at all.
    fileprivate static func noHostTopology(_ request: InstanceTopology, _ node: NodeIdentifier) -> Shortfall {
        Shortfall(
            resource: "NUMA_TOPOLOGY", reason: "NUMA_NO_FIT",
            message: "\(request.cells.count) NUMA cells requested, and \(node.text) reports none",
            requested: Double(request.cells.count), available: 0)
    }
}

extension Refusal {
    /// The place fits, and the host CPUs that come with it do not (NUMA, 7.2, 2): whole cores are not free.
    static func pinning(
        _ problem: TopologyUsage.PinningProblem, _ instance: Instance, _ node: NodeIdentifier
    ) -> Refusal {
        let cpus = problem.cpus.map(String.init).joined(separator: ",")
        let why =
            problem.error == .pinningInvalid
            ? "are in use; whole cores are claimed with them" : "are not for dedicated guest CPUs"
        return Refusal(
            .resourceExhausted, reason: problem.error.rawValue,
            message: "instance \(instance.uuid) would take CPUs \(cpus) of cell \(problem.hostCell) on \(node.text), "
                + "which \(why)",
            metadata: ["host": node.host, "node": node.name, "cell": "\(problem.hostCell)", "cpus": cpus])
    }
}

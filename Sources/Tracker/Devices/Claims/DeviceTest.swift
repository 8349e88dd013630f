/// The test of a claim's devices (claims and moves, 3.3): all of them at once, or why not.
struct DeviceTest: Sendable {
    /// Reason of the summary.
    static let reason = "PCI_NO_FIT"
    /// Resource of every shortfall.
    static let resource = "PCI_DEVICE"
    /// So many pools may be looked at before the search for a place is given up.
    static let lookLimit = 1 << 27

    /// The requests in the order in which they are served.
    let requests: [PCIRequest]
    private let book: DeviceBook
    private let host: NUMATopology?
    private let supply: DeviceSupply
    private let asksForSockets: Bool

    /// Prepares the test on a node.
    init(_ requests: [PCIRequest], _ book: DeviceBook, host: NUMATopology?) {
        self.requests = requests
        self.book = book
        self.host = host
        supply = DeviceSupply(requests, book)
        asksForSockets = requests.contains { $0.numaPolicy == .socket }
    }

    /// What the devices add to the choice of host cells; absent: the node has no devices, and none are asked for.
    var nearness: DeviceNearness? {
        guard !book.index.devices.isEmpty || !requests.isEmpty else { return nil }
        var nearness = DeviceNearness(freeDevices: book.freeByCell(), areRequested: !requests.isEmpty) { [self] cells in
            guard case .success = choose(near: cells) else { return false }
            return true
        }
        guard !requests.isEmpty else { return nearness }
        nearness.demands = DeviceDemands.of(supply, on: host)
        // With the policy `socket` a cell without devices counts too: for the socket that it is on.
        if !asksForSockets {
            nearness.cellsThatCount = Set(supply.groups.compactMap { book.index.groups[$0].numaNode })
        }
        if let likeness = DeviceLikeness(supply, on: host) { nearness.likeness = { likeness.of($0) } }
        // A look of a choice costs about four times what one for the likeness does.
        let looks = supply.pools.reduce(supply.groups.count) { $0 + $1.count } * 4
        nearness.looks = DeviceNearness.Looks(likeness: supply.groups.count, answer: looks, most: Self.lookLimit)
        return nearness
    }

    /// The devices for a guest on host cells, owned and in the status that events lead to, or the shortfalls, the
    /// summary first.
    func devices(
        near cells: Set<Int32>, for instanceUUID: String, after event: DeviceEvent = .allocate
    ) -> Result<[PCIDevice], DeviceShortage> {
        guard !requests.isEmpty else { return .success([]) }
        switch choose(near: cells) {
        case .failure(let failure):
            return .failure(DeviceShortage([failure], supply, book, near: proximity(cells)))
        case .success(let chosen):
            return .success(
                chosen.map { choice in
                    var device = book.index.devices[choice.place]
                    device.status = DeviceTransitions.next(.available, event)
                    device.instanceUUID = instanceUUID
                    device.requestID = requests[choice.request].requestID
                    return device
                })
        }
    }

    /// Why a guest on these host cells cannot have its devices: every request that cannot be served.
    func shortage(near cells: Set<Int32>) -> DeviceShortage {
        let proximity = proximity(cells)
        return DeviceShortage(DeviceChoice.failures(from: supply, near: proximity), supply, book, near: proximity)
    }

    private func choose(near cells: Set<Int32>) -> Result<[DeviceChoice.Chosen], DeviceChoice.Failure> {
        DeviceChoice.choose(from: supply, near: proximity(cells))
    }

    private func proximity(_ cells: Set<Int32>) -> DeviceProximity {
        // Sockets are looked up only where a policy asks for them: all places of a guest may be tried.
        DeviceProximity(guestCells: cells, host: asksForSockets ? host : nil)
    }
}

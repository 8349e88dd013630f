/// The test of a claim's devices (claims and moves, 3.3): all of them at once, or why not.
struct DeviceTest {
    /// Reason of the summary.
    static let reason = "PCI_NO_FIT"
    /// Resource of every shortfall.
    static let resource = "PCI_DEVICE"

    /// The requests in the order in which they are served.
    let requests: [PCIRequest]
    private let book: DeviceBook
    private let host: NUMATopology?
    private let filters: [PoolFilter]

    /// Prepares the test on a node.
    init(_ requests: [PCIRequest], _ book: DeviceBook, host: NUMATopology?) {
        self.requests = requests
        self.book = book
        self.host = host
        filters = requests.map { PoolFilter($0, book.index) }
    }

    /// What the devices add to the choice of host cells; absent: the node has no devices, and none are asked for.
    var nearness: DeviceNearness? {
        guard !book.index.devices.isEmpty || !requests.isEmpty else { return nil }
        let (filters, book, host) = (filters, book, host)
        var nearness = DeviceNearness(freeDevices: book.freeByCell(), areRequested: !requests.isEmpty) { cells in
            let proximity = DeviceProximity(guestCells: cells, host: host)
            guard case .success = DeviceChoice.choose(filters, from: book, near: proximity) else { return false }
            return true
        }
        let candidates = DeviceChoice.candidates(book.free, book)
        nearness.isHopeless = filters.contains { $0.isHopeless(candidates) }
        // With the policy `socket` a cell without devices counts too: for the socket that it is on.
        if !requests.contains(where: { $0.numaPolicy == .socket }) {
            nearness.cellsThatCount = Set(book.index.groups.compactMap(\.numaNode))
        }
        return nearness
    }

    /// The devices for a guest on host cells, owned and in the status that events lead to, or the shortfalls, the
    /// summary first.
    func devices(
        near cells: Set<Int32>, for instanceUUID: String, after event: DeviceEvent = .allocate
    ) -> Result<[PCIDevice], DeviceShortage> {
        guard !requests.isEmpty else { return .success([]) }
        let proximity = DeviceProximity(guestCells: cells, host: host)
        switch DeviceChoice.choose(filters, from: book, near: proximity) {
        case .failure(let failure): return .failure(DeviceShortage(failure, requests, book))
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
}

/// Why devices cannot be had: the request that could not be served, and what became of each pool.
struct DeviceShortage: Error {
    /// The summary first, then a line for each step that dropped pools.
    let shortfalls: [Shortfall]

    init(_ failure: DeviceChoice.Failure, _ requests: [PCIRequest], _ book: DeviceBook) {
        let request = requests[failure.request]
        let name = request.aliasName.isEmpty ? "request \(request.requestID)" : "alias \(request.aliasName)"
        let what = "\(request.count) \(request.count == 1 ? "device" : "devices") for \(name)"
        let why = book.index.devices.isEmpty ? "no device of the node is tracked" : "\(failure.available) can be had"
        let summary = Shortfall(
            resource: DeviceTest.resource, reason: DeviceTest.reason, message: "\(what) requested, \(why)",
            requested: Double(request.count), available: Double(failure.available), pciRequestID: request.requestID)
        let details = failure.losses.map { loss in
            let dropped = loss.pools.reduce(0) { $0 + $1.count }
            let pools = loss.pools.prefix(8).map { Self.text($0, book.index) }.joined(separator: "; ")
            let more = loss.pools.count > 8 ? "; and \(loss.pools.count - 8) more" : ""
            return Shortfall(
                resource: DeviceTest.resource, reason: loss.step.rawValue,
                message: "\(loss.step.text) drops \(pools)\(more)", requested: Double(request.count),
                available: Double(dropped), pciRequestID: request.requestID)
        }
        shortfalls = [summary] + details
    }

    private static func text(_ pool: PoolFilter.Candidate, _ index: DeviceIndex) -> String {
        let group = index.groups[pool.group]
        let keys = ["dev_type", "vendor_id", "product_id", "address"].compactMap { group.keys[$0] }
        let cell = group.numaNode.map { "cell \($0)" } ?? "no cell"
        return "\(pool.count) x \(keys.joined(separator: " ")) on \(cell)"
    }
}

extension PoolFilter.Step {
    /// For people: what the step asks for.
    var text: String {
        switch self {
        case .specification: "what is asked for"
        case .numa: "nearness to the guest's cells"
        case .physicalFunction: "that physical functions are not given unasked"
        case .vdpa: "that vDPA devices are not given unasked"
        case .remoteManaged: "that remotely managed devices are not given unasked"
        case .placement: "the choice of Placement"
        case .liveMigratable: "whether they can be migrated live"
        }
    }
}

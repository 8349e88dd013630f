/// Finds the exact place of a guest topology on a host (NUMA, 3): the first assignment, or why there is none.
///
/// Pure, and the same answer on every machine.
struct TopologyFit {
    /// The host's cells.
    let host: NUMATopology
    /// What is held of them.
    let usage: TopologyUsage
    /// What a scheduler allows and asks for; absent ratios are no limit.
    let limits: Limits
    /// Whether fuller cells come first; false: emptier ones do.
    let packsCells: Bool
    /// What the requested devices add; absent: devices do not matter.
    let devices: DeviceNearness?
    /// How many nodes are asked in the same decision, and share the limits of its search.
    let share: Int

    /// Makes one for a host.
    init(
        host: NUMATopology, usage: TopologyUsage, limits: Limits = Limits(), packsCells: Bool = false,
        devices: DeviceNearness? = nil, share: Int = 1
    ) {
        self.host = host
        self.usage = usage
        self.limits = limits
        self.packsCells = packsCells
        self.devices = devices
        self.share = share
    }

    /// Places a request: the same cells, with host cells, pins, page sizes and reserved CPUs.
    func place(_ request: InstanceTopology) -> Result<InstanceTopology, TopologyNoFit> {
        let guests = prepared(request)
        let hosts = prepared(for: guests)
        let matrix = FitMatrix(guests, on: hosts, limits: limits)
        guard !guests.isEmpty, !hosts.isEmpty else { return noFit(.cells, matrix) }
        guard max(guests.count, hosts.count) <= CellSet.capacity else { return noFit(.searchLimit, matrix) }

        let order = HostCellOrder.places(of: hosts, for: guests, packsCells: packsCells, devices: devices)
        let hostCells = order.map { hosts[$0].cell.id }
        let matching = CellMatching(candidates: matrix.candidates(in: order), hostCount: hosts.count)
        let networks = NetworkGroups(limits.network, hosts: order.map { hosts[$0].cell })
        guard
            var search = AssignmentSearch(
                matching, networks: networks.conditions, devices: demands, hostCells: hostCells,
                accepts: acceptsDevices(on: hostCells), share: share)
        else { return noFit(.init(matching, hostCells: hostCells), matrix, placeable: matching.count) }
        switch search.run() {
        case .found(let places):
            var placed = request
            for (index, place) in places.enumerated() {
                let host = order[place]
                placed.cells[index] = matrix.placed(guests[index], at: index, on: hosts[host], at: host)
            }
            return .success(placed)
        case .none:
            return noFit(obstacle(matching, networks, hostCells), matrix, placeable: matching.count)
        case .tooMany:
            return noFit(.searchLimit, matrix, placeable: matching.count)
        }
    }

    /// The verdict on each guest cell on each host cell.
    func matrix(of request: InstanceTopology) -> FitMatrix {
        let guests = prepared(request)
        return FitMatrix(guests, on: prepared(for: guests), limits: limits)
    }

    private func prepared(_ request: InstanceTopology) -> [PreparedGuestCell] {
        request.cells.indices.map {
            PreparedGuestCell(request.cells[$0], at: $0, emulatorThreads: request.emulatorThreads)
        }
    }

    private func prepared(for guests: [PreparedGuestCell]) -> [PreparedHostCell] {
        let needsCores = guests.contains(where: \.isPinned)
        let taken = needsCores ? usage.takenCPUs : []
        precondition(usage.cells.count == host.cells.count, "a usage is of the host that it was made for")
        return zip(host.cells, usage.cells).map {
            PreparedHostCell($0, usage: $1, taken: taken, needsCores: needsCores)
        }
    }

    /// What stands in the way if every guest cell has a host cell: devices, if there is a place without them.
    private func obstacle(
        _ matching: CellMatching, _ networks: NetworkGroups, _ hostCells: [Int32]
    ) -> TopologyNoFit.Obstacle {
        if devices?.areRequested == true {
            var search = AssignmentSearch(matching, networks: networks.conditions, accepts: nil, share: share)
            switch search?.run() {
            case .found(let places): return .devices(hostCells: places.map { hostCells[$0] }.sorted())
            case .tooMany: return .searchLimit
            case .some(AssignmentSearch.Outcome.none), nil: break
            }
        }
        return TopologyNoFit.Obstacle(networks, matching, hostCells: hostCells)
    }

    /// What every set of places that gives the devices must offer.
    private var demands: [DeviceDemand] { devices?.areRequested == true ? devices?.demands ?? [] : [] }

    /// Whether the requested devices can be had on a set of places; absent: none are requested.
    private func acceptsDevices(on hostCells: [Int32]) -> ((CellSet) -> Bool?)? {
        guard let devices, devices.areRequested else { return nil }
        let share = AssignmentSearch.share(share, hostCount: hostCells.count)
        var answers = DeviceAnswers(devices, hostCells: hostCells, share: share)
        return { answers.areHad(on: $0) }
    }

    private func noFit(
        _ obstacle: TopologyNoFit.Obstacle, _ matrix: FitMatrix, placeable: Int = 0
    ) -> Result<InstanceTopology, TopologyNoFit> {
        .failure(
            TopologyNoFit(
                matrix: matrix, obstacle: obstacle, placeable: placeable,
                areDevicesRequested: devices?.areRequested == true))
    }
}

/// Says who stood in the way of a claim, and what would have let it through.
public enum ShortageAnalysis {
    /// Explains the shortfalls of a claim that a node refused in a state.
    ///
    /// - Parameters:
    ///   - shortfalls: as in the refusal.
    ///   - amounts: all that the claim asked for; absent: only what fell short is known.
    ///   - places: the cells and devices that the claim asked for; where cells are to be had is not judged.
    ///   - holder: the instance that holds something there and asked for more; neither another node nor its own release
    ///     helps it. Absent: the claim was for all that the instance needs.
    /// - Returns: nil when the state has no such node.
    public static func explain(
        _ shortfalls: [Shortfall], amounts: RequestedAmounts?, places: RequestedPlaces, on node: NodeIdentifier,
        in state: State, addingTo holder: String? = nil
    ) -> Shortage? {
        guard let record = state.nodeRecord(node)?.value, let ledger = state.ledger(of: node) else { return nil }
        let resources = shortfalls.compactMap { resource($0, record, ledger) }
        let holders = holders(of: resources, among: state.grants(on: node))
        let known =
            amounts
            ?? RequestedAmounts(
                vcpus: requested(resources, "VCPU"), memoryMebibytes: requested(resources, "MEMORY_MB"),
                diskMebibytes: requested(resources, "DISK_GB"))
        var shortage = Shortage(
            node: node, resources: resources, holders: holders, judgedReleases: .all, otherNodes: [],
            areOtherNodesJudged: places.cells == 0 && places.devices != nil && holder == nil,
            areAmountsKnown: amounts != nil)
        if shortage.areOtherNodesJudged, let devices = places.devices {
            shortage.otherNodes = others(than: node, taking: known, devices, in: state)
        }
        let short = shortfalls.filter(\.isOfDevices)
        guard !short.isEmpty || shortfalls.contains(where: \.isOfCells) else {
            shortage.release = SmallestRelease.find(missing: resources.map(\.missing), amounts: holders.map(\.amounts))
            return shortage
        }
        shortage.judgedReleases = .none
        guard !short.isEmpty, let devices = places.devices else { return shortage }
        let named = devices.filter { request in short.contains { $0.pciRequestID == request.requestID } }
        shortage.deviceHolders = DeviceShortageAnalysis.holders(
            of: named.isEmpty ? devices : named, on: node, in: state)
        guard shortage.deviceHolders?.isEmpty == false else {
            // There is nothing that a release could free.
            shortage.judgedReleases = .all
            return shortage
        }
        guard places.cells == 0 else { return shortage }
        shortage.judgedReleases = .single
        shortage.addHoldersOfDevices()
        shortage.release = shortage.singleRelease { grant in
            guard grant.instanceUUID != holder else { return false }
            var book = ledger.devices
            book.withdraw(grant.pciDevices)
            return DeviceShortageAnalysis.accepts(devices, book, host: record.inventory.numaTopology)
        }
        return shortage
    }

    private static func requested(_ resources: [Shortage.Resource], _ name: String) -> Int64 {
        resources.first { $0.name == name }?.requested ?? 0
    }

    private static func resource(
        _ shortfall: Shortfall, _ node: NodeRecord, _ ledger: NodeLedger
    ) -> Shortage.Resource? {
        let (inventory, reserved, ratios) = (node.inventory, node.reserved, node.ratios)
        let own = CapacityLimits(Limits(), on: node, admission: .enforce)
        switch shortfall.reason {
        case CapacityTest.Resource.memory.reason:
            return plain(
                shortfall, unit: 1, used: ledger.occupied.memoryMebibytes, total: inventory.memoryMebibytes,
                reserved: reserved.memoryMebibytes, ratio: ratios.ram, own: own.memoryMebibytes)
        case CapacityTest.Resource.disk.reason:
            return plain(
                shortfall, unit: 1024, used: ledger.occupied.diskMebibytes,
                total: inventory.localGibibytes.gibibytesAsMebibytes, reserved: reserved.diskMebibytes,
                ratio: ratios.disk, own: own.diskMebibytes)
        case CapacityTest.Resource.vcpu.reason:
            return plain(
                shortfall, unit: 1, used: ledger.occupied.vcpus, total: inventory.vcpus, reserved: reserved.vcpus,
                ratio: ratios.cpu, own: own.vcpus)
        case NamedUnits.reason:
            return Shortage.Resource(
                name: shortfall.resource, requested: whole(shortfall.requested),
                available: whole(shortfall.available), isNodesOwnLimit: true)
        default: return nil
        }
    }

    private static func plain(
        _ shortfall: Shortfall, unit: Double, used: Int64, total: Int64, reserved: Int64, ratio: Double, own: Int64?
    ) -> Shortage.Resource {
        var resource = Shortage.Resource(
            name: shortfall.resource, requested: whole(shortfall.requested * unit),
            available: whole(shortfall.available * unit), used: used.addingSaturating(reserved),
            isNodesOwnLimit: false, ratio: ratio)
        resource.isNodesOwnLimit = resource.limit == own
        let (base, wanted) = (total.subtractingSaturating(reserved), used.addingSaturating(resource.requested))
        if resource.isNodesOwnLimit, base > 0 { resource.neededRatio = Double(wanted) / Double(base) }
        return resource
    }

    /// Amounts come out of a recorded message; one that no 64 bits hold is the nearest that they do.
    private static func whole(_ value: Double) -> Int64 {
        if let whole = Int64(exactly: value.rounded()) { return whole }
        return value.isNaN ? 0 : value < 0 ? .min : .max
    }

    private static func holders(of resources: [Shortage.Resource], among grants: [Grant]) -> [Shortage.Holder] {
        let holders = grants.map { grant in
            Shortage.Holder(grant: grant, amounts: resources.map { amount(of: $0.name, in: grant) })
        }
        let shares = holders.map { holder in
            zip(holder.amounts, resources).map { amount, resource in
                resource.missing > 0 ? min(1, Double(amount) / Double(resource.missing)) : 0
            }.reduce(0, +)
        }
        let order = holders.indices.sorted { left, right in
            if shares[left] != shares[right] { return shares[left] > shares[right] }
            // Of two that would each be enough, the larger one is still the larger holder.
            let (mine, other) = (holders[left].amounts, holders[right].amounts)
            return mine == other ? left < right : other.lexicographicallyPrecedes(mine)
        }
        return order.map { holders[$0] }.filter { $0.amounts.contains { $0 > 0 } }
    }

    private static func amount(of resource: String, in grant: Grant) -> Int64 {
        switch resource {
        case CapacityTest.Resource.memory.name: grant.memoryMebibytes
        case CapacityTest.Resource.disk.name: grant.diskMebibytes
        case CapacityTest.Resource.vcpu.name: grant.vcpus
        default:
            Int64(grant.resources.filter { $0.resourceClass == resource }.reduce(0) { $0 + $1.units.count })
        }
    }

    private static func others(
        than node: NodeIdentifier, taking amounts: RequestedAmounts, _ devices: [PCIRequest], in state: State
    ) -> [NodeIdentifier] {
        state.nodeOrder.elements().filter { candidate in
            guard candidate != node, let record = state.nodeRecord(candidate)?.value, record.isEnabled,
                let ledger = state.ledger(of: candidate),
                DeviceShortageAnalysis.accepts(devices, ledger.devices, host: record.inventory.numaTopology)
            else { return false }
            let occupied = ledger.occupied
            let limits = CapacityLimits(Limits(), on: record, admission: .enforce)
            return fits(amounts.vcpus, occupied.vcpus, record.reserved.vcpus, limits.vcpus)
                && fits(
                    amounts.memoryMebibytes, occupied.memoryMebibytes, record.reserved.memoryMebibytes,
                    limits.memoryMebibytes)
                && fits(
                    amounts.diskMebibytes, occupied.diskMebibytes, record.reserved.diskMebibytes,
                    limits.diskMebibytes)
        }
    }

    private static func fits(_ requested: Int64, _ occupied: Int64, _ reserved: Int64, _ limit: Int64?) -> Bool {
        limit.map { requested <= $0.subtractingSaturating(occupied.addingSaturating(reserved)) } ?? true
    }
}

extension Shortage {
    /// Lists those who have devices only, behind the others: their release may be what is needed.
    fileprivate mutating func addHoldersOfDevices() {
        for holder in deviceHolders ?? [] where !holders.contains(where: { $0.grant == holder.grant }) {
            holders.append(Holder(grant: holder.grant, amounts: resources.map { _ in 0 }))
        }
    }

    /// The smallest holder whose release alone frees enough of everything.
    fileprivate func singleRelease(freesDevices: (Grant) -> Bool) -> Release? {
        let enough = holders.indices.filter { index in
            zip(holders[index].amounts, resources).allSatisfy { $0 >= $1.missing } && freesDevices(holders[index].grant)
        }
        let size = { (index: Int) in
            (holders[index].grant.pciDevices.count, holders[index].grant.vcpus, holders[index].grant.memoryMebibytes)
        }
        return enough.min { size($0) < size($1) }.map { Release(holders: [$0], isFewest: true) }
    }
}

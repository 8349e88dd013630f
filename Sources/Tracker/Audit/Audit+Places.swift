import HashTreeCollections

/// The cells and host CPUs of guests: what is held is never moved, what the guest really uses only its host knows.
extension Audit {
    /// Where the database's own record of an instance says that it is; absent: it does not say, or not all.
    func storedPlace(of instance: Instance, _ side: GrantSide) -> InstanceTopology? {
        guard side == .instance, let stored = instance.numaTopology, stored.isPlaced else { return nil }
        return stored
    }

    /// The place to hold for an instance that is taken in: as recorded, unless another one has its host CPUs.
    mutating func place(_ recorded: InstanceTopology?, _ instance: Instance) -> InstanceTopology? {
        guard let recorded else {
            if case .success(.some) = RequestedTopology.of(instance) {
                find(
                    .usageMismatch, instance.uuid,
                    "it asks for NUMA cells, and no record says on which it is; none are held for it",
                    isRepaired: false)
            }
            return nil
        }
        let host = state.hostTopology(of: node) ?? NUMATopology(cells: [])
        if let wrong = TopologyCheck.violations(host: host, placed: [recorded]).first(where: { $0.rule != .isolate }) {
            find(
                .invalidItem, instance.uuid,
                "the place that the database has contradicts itself (\(wrong.message)); no cells are held for it",
                isRepaired: false)
            return nil
        }
        let pinned = state.ledger(of: node)?.topology.pinnedCPUs ?? []
        let named = recorded.cells.flatMap { $0.isPinned ? $0.cpuPinning.map(\.hostCPU) + $0.reservedCPUs : [] }
        let held = Set(named).intersection(pinned).sorted()
        guard held.isEmpty else {
            let cpus = held.map(String.init).joined(separator: ",")
            find(
                .invalidItem, instance.uuid,
                "the database pins it to CPUs \(cpus), which another guest has; no cells are held for it",
                isRepaired: false)
            return nil
        }
        return recorded
    }

    /// Another place than the database has is a difference that only a person can judge: the guest runs in one of them.
    mutating func checkPlace(_ own: Grant, recorded: InstanceTopology?) {
        if let recorded, recorded.isPlaced, recorded.places != own.numaTopology?.places ?? [] {
            find(
                .usageMismatch, own.instanceUUID,
                "held is \(Self.text(own.numaTopology)), and the database has \(Self.text(recorded))",
                isRepaired: false)
        }
    }

    /// Lists the guests whose cells or host CPUs the node no longer has; they keep them.
    mutating func checkPlaces() {
        let host = state.hostTopology(of: node)
        for uuid in state.ledger(of: node)?.holders ?? [] {
            let record = state.instanceRecord(InstanceIdentifier(host: node.host, uuid: uuid))
            for grant in record?.grants ?? [] where grant.node == node {
                guard let placed = grant.numaTopology, let lost = lostCPUs(placed, on: host) else { continue }
                find(.missingResource, uuid, lost, isRepaired: false)
            }
        }
    }

    /// What of a place the host does not report, for people; absent: it is all there.
    private func lostCPUs(_ placed: InstanceTopology, on host: NUMATopology?) -> String? {
        for guest in placed.cells {
            guard let number = guest.hostCell else { continue }
            guard let cell = host?.cells.first(where: { $0.id == number }) else {
                return "it is on cell \(number), which the node no longer reports"
            }
            let own = Set(cell.pcpuset)
            let lost = guest.heldCPUs(on: nil).filter { !own.contains($0) }
            guard lost.isEmpty else {
                let cpus = lost.map(String.init).joined(separator: ",")
                return "it is pinned to CPUs \(cpus), which cell \(number) no longer has for dedicated guest CPUs"
            }
        }
        return nil
    }

    private static func text(_ topology: InstanceTopology?) -> String {
        guard let topology, !topology.cells.isEmpty else { return "no place" }
        return topology.cells.map { guest in
            let cpus = guest.heldCPUs(on: nil)
            let pins = cpus.isEmpty ? "" : " with CPUs \(cpus.map(String.init).joined(separator: ","))"
            return "cell \(guest.hostCell.map(String.init) ?? "none")\(pins)"
        }.joined(separator: ", ")
    }
}

extension InstanceTopology {
    /// What a place is made of: of each guest cell the host cell, its memory and pages, and the host CPUs.
    fileprivate var places: [InstanceCell] {
        cells.map { guest in
            InstanceCell(
                hostCell: guest.hostCell, memoryMebibytes: guest.memoryMebibytes,
                pageSizeKibibytes: guest.statedPageSize, cpuPinning: guest.isPinned ? guest.cpuPinning : [],
                reservedCPUs: guest.isPinned ? guest.reservedCPUs.sorted() : [])
        }
    }
}

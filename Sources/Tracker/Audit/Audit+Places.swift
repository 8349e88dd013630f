import HashTreeCollections

/// The cells and host CPUs of guests: what is held is never moved, what the guest really uses only its host knows.
extension Audit {
    /// Where the database's own record of an instance says that it is; absent: it does not say, or not all.
    func storedPlace(of instance: Instance, _ side: GrantSide) -> InstanceTopology? {
        guard side == .instance, let stored = instance.numaTopology, stored.isPlaced else { return nil }
        return stored
    }

    /// The place to hold for an instance that is taken in: as recorded, but for what cannot be its own.
    ///
    /// A guest runs where it runs: what of its place nobody else has is never given away, whatever is wrong with
    /// the rest.
    mutating func place(_ recorded: InstanceTopology?, _ instance: Instance, _ flavor: Flavor) -> InstanceTopology? {
        guard let recorded, recorded.isPlaced, !recorded.cells.isEmpty else {
            var wanted = instance
            wanted.flavor = flavor
            wanted.numaTopology = nil
            if case .success(.some) = RequestedTopology.of(wanted) {
                find(
                    .usageMismatch, instance.uuid,
                    "it asks for NUMA cells, and no record says on which it is; none are held for it",
                    isRepaired: false)
            }
            return nil
        }
        var place = recorded
        if let wrong = recorded.sizeMismatch(flavor) {
            for index in place.cells.indices { place.cells[index].memoryMebibytes = 0 }
            find(
                .invalidItem, instance.uuid,
                "the place that the database has \(wrong); its host CPUs are held, and no memory of cells",
                isRepaired: false)
        }
        var taken = state.ledger(of: node)?.topology.pinnedCPUs ?? []
        let lost = place.dropCPUs(&taken)
        if !lost.isEmpty {
            let cpus = lost.map(String.init).joined(separator: ",")
            find(
                .invalidItem, instance.uuid,
                "the database pins it to CPUs \(cpus), which another guest, or it twice, has; the rest is held for it",
                isRepaired: false)
        }
        return place
    }

    /// Compares the place that is held with the one that the database has.
    ///
    /// Where nothing of it is held, or less, and the rest is free, it is taken in; another place is a difference that
    /// only a person can judge: the guest runs in one of them, and a pin that is held is never moved.
    mutating func checkPlace(_ own: Grant, recorded: InstanceTopology?, _ record: InstanceRecord) {
        guard let recorded, recorded.isPlaced, recorded.places != own.numaTopology?.places ?? [] else { return }
        if !isNewer(record.generation), isLess(own, than: recorded) {
            var grant = own
            grant.numaTopology = recorded
            var described = record.instance
            described.numaTopology = recorded
            exchange(own, grant, as: described)
            return find(
                .usageMismatch, own.instanceUUID,
                "of its place, \(Self.text(recorded)), not all was held; it is now", isRepaired: true)
        }
        find(
            .usageMismatch, own.instanceUUID,
            "held is \(Self.text(own.numaTopology)), and the database has \(Self.text(recorded))", isRepaired: false)
    }

    /// Whether what is held is a part of a place of the right size, and nobody has the rest of it.
    private func isLess(_ own: Grant, than recorded: InstanceTopology) -> Bool {
        let flavor = state.instanceRecord(own.instanceIdentifier)?.instance.flavor
        let (host, held) = (state.hostTopology(of: node), own.numaTopology?.cells ?? [])
        guard held.isEmpty || held.map(\.hostCell) == recorded.cells.map(\.hostCell),
            let flavor, recorded.sizeMismatch(flavor) == nil,
            var usage = state.ledger(of: node)?.topology
        else { return false }
        let cpus = recorded.cells.flatMap { $0.heldCPUs(on: nil) }
        guard Set(held.flatMap { $0.heldCPUs(on: nil) }).isSubset(of: cpus) else { return false }
        if let placed = own.numaTopology { usage.withdraw(placed, on: host) }
        var (taken, place) = (usage.pinnedCPUs, recorded)
        return place.dropCPUs(&taken).isEmpty && place == recorded
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
    /// Takes the host CPUs of the place, and drops those that are taken: a guest CPU without one is left out of it.
    ///
    /// - Returns: the dropped CPUs, ascending.
    fileprivate mutating func dropCPUs(_ taken: inout Set<Int32>) -> [Int32] {
        var dropped: Set<Int32> = []
        func keep(_ cpu: Int32) -> Bool {
            let isFree = taken.insert(cpu).inserted
            if !isFree { dropped.insert(cpu) }
            return isFree
        }
        for index in cells.indices {
            var cell = cells[index]
            let pins = cell.isPinned ? cell.cpuPinning.filter { keep($0.hostCPU) } : []
            let reserved = cell.isPinned && index == 0 ? cell.reservedCPUs.filter(keep) : []
            if cell.isPinned { cell.pcpuset = pins.map(\.guestCPU).sorted() }
            cell.cpuPinning = pins.sorted { $0.guestCPU < $1.guestCPU }
            cell.reservedCPUs = Array(reserved.prefix(1))
            if let size = cell.pageSizeKibibytes, size <= 0 { cell.pageSizeKibibytes = nil }
            cells[index] = cell
        }
        let isIsolated = emulatorThreads == .isolate && !(cells.first?.reservedCPUs.isEmpty ?? true)
        if emulatorThreads == .isolate, !isIsolated { emulatorThreads = nil }
        if emulatorThreads != .isolate, !cells.isEmpty { cells[0].reservedCPUs = [] }
        return dropped.sorted()
    }

    /// How the cells differ in size from the flavor, for people; absent: they add up to it.
    fileprivate func sizeMismatch(_ flavor: Flavor) -> String? {
        let cpus = cells.reduce(Int64(0)) { $0.addingSaturating(Int64($1.cpuset.count + $1.pcpuset.count)) }
        let memory = cells.reduce(Int64(0)) { $0.addingSaturating($1.memoryMebibytes) }
        let isSame = cpus == flavor.vcpus && memory == flavor.memoryMebibytes
        guard !isSame || cells.contains(where: { $0.memoryMebibytes < 0 }) else { return nil }
        return "has \(cpus) CPUs and \(memory) MiB, and its flavor \(flavor.vcpus) and \(flavor.memoryMebibytes)"
    }

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

import HashTreeCollections

/// What changes on a node with every claim, apart from its large and rarely changing record.
struct NodeLedger: Sendable {
    /// What cannot be derived.
    var counters: NodeCounters
    /// The sum of the grants, without the reserve.
    var held = Amounts()
    /// Over the instances with an instance grant here.
    var statistics = Statistics()
    /// UUIDs of the instances that hold something here.
    var holders: TreeSet<String> = []
    /// The records of moves whose side this node is, open or over.
    var moves: TreeSet<MigrationIdentifier> = []
    /// What is held of the host's cells, for the host topology as last reported.
    var topology = TopologyUsage(of: nil)
    /// The host's devices as last reported, and who has them.
    var devices = DeviceBook()

    /// What is in use: the sum of the grants and the memory of unknown guests, without the reserve.
    var occupied: Amounts {
        var occupied = held
        occupied.memoryMebibytes = held.memoryMebibytes.addingSaturating(counters.orphanMebibytes)
        return occupied
    }

    /// Counts a change of the node; its update time never goes back.
    mutating func touch(at time: Instant) {
        counters.generation &+= 1
        counters.updateTime = max(counters.updateTime, time)
    }

    /// Adds what is held; `counted` is the instance whose own grant it is.
    mutating func enter(_ grant: Grant, counted: Instance?, host: NUMATopology?) {
        held.add(Amounts(of: grant))
        holders.insert(grant.instanceUUID)
        if let placed = grant.numaTopology { topology.enter(placed, on: host) }
        if !grant.pciDevices.isEmpty { devices.enter(grant.pciDevices) }
        if let counted { statistics.add(counted) }
    }

    /// Counts a change that released something.
    mutating func touchReleasing(at time: Instant) {
        touch(at: time)
        counters.lastRelease = counters.generation
    }

    /// Takes away what was held; a record's grants are taken away and entered together, so a holder of two stays one.
    mutating func withdraw(_ grant: Grant, counted: Instance?, host: NUMATopology?) {
        held.remove(Amounts(of: grant))
        holders.remove(grant.instanceUUID)
        if let placed = grant.numaTopology { topology.withdraw(placed, on: host) }
        if !grant.pciDevices.isEmpty { devices.withdraw(grant.pciDevices) }
        if let counted { statistics.remove(counted) }
    }
}

/// What PCI devices add to the choice of host cells (NUMA, 3.2 and 3.5).
struct DeviceNearness: Sendable {
    /// What it costs to find out about a set of host cells, in looks at pools of devices.
    struct Looks: Sendable {
        /// For what the set looks like.
        var likeness = 0
        /// For whether the devices can be had.
        var answer = 0
        /// For all sets together; beyond that the search is given up.
        var most = Int.max
    }

    /// How many devices are free near each host cell, matching or not, by the cell's number.
    var freeDevices: [Int32: Int64]
    /// Whether devices are asked for.
    var areRequested: Bool
    /// Whether all requested devices can be had when the guest is on exactly these host cells; asked only if devices
    /// are requested, and depends on nothing but the set.
    var accepts: @Sendable (Set<Int32>) -> Bool

    /// What every set that is accepted meets, and is quick to see.
    var demands: [DeviceDemand] = []
    /// The host cells of which `accepts` asks whether they are in the set; absent: all.
    var cellsThatCount: Set<Int32>?
    /// What of the devices is seen from a set of host cells: sets with the same get the same answer; absent: nothing
    /// is known of that.
    var likeness: (@Sendable (Set<Int32>) -> [Int32])?
    /// What it costs to ask.
    var looks = Looks()

    /// Makes one from its parts.
    init(freeDevices: [Int32: Int64], areRequested: Bool, accepts: @escaping @Sendable (Set<Int32>) -> Bool) {
        self.freeDevices = freeDevices
        self.areRequested = areRequested
        self.accepts = accepts
    }
}

/// So many devices must come from near the guest's cells, and these are there.
struct DeviceDemand: Hashable, Sendable {
    /// Devices that a guest has near it if it is on one of these cells.
    struct Offer: Hashable, Sendable {
        /// The host cells; no other offer has one of them.
        var cells: [Int32]
        /// How many devices.
        var count: Int
    }

    /// How many are needed, 1 or more.
    var count: Int
    /// Where how many are.
    var offers: [Offer]
}

/// What PCI devices add to the choice of host cells (NUMA, 3.2 and 3.5).
struct DeviceNearness: Sendable {
    /// How many devices are free near each host cell, matching or not, by the cell's number.
    var freeDevices: [Int32: Int64]
    /// Whether devices are asked for.
    var areRequested: Bool
    /// Whether all requested devices can be had when the guest is on exactly these host cells; asked only if devices
    /// are requested, and depends on nothing but the set.
    var accepts: @Sendable (Set<Int32>) -> Bool

    /// Whether the devices cannot be had on any host cells, so that none need be tried.
    var isHopeless = false
    /// The host cells of which `accepts` asks whether they are in the set; absent: all.
    var cellsThatCount: Set<Int32>?

    /// Makes one from its parts.
    init(freeDevices: [Int32: Int64], areRequested: Bool, accepts: @escaping @Sendable (Set<Int32>) -> Bool) {
        self.freeDevices = freeDevices
        self.areRequested = areRequested
        self.accepts = accepts
    }
}

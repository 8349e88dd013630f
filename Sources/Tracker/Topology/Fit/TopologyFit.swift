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

    /// Makes one for a host.
    init(
        host: NUMATopology, usage: TopologyUsage, limits: Limits = Limits(), packsCells: Bool = false,
        devices: DeviceNearness? = nil
    ) {
        self.host = host
        self.usage = usage
        self.limits = limits
        self.packsCells = packsCells
        self.devices = devices
    }

    /// Places a request: the same cells, with host cells, pins, page sizes and reserved CPUs.
    func place(_ request: InstanceTopology) -> Result<InstanceTopology, TopologyNoFit> {
        .failure(TopologyNoFit())
    }
}

import Tracker
import Wire

extension Inventory {
    /// Takes over a report as it is; amounts that are absent stay absent.
    ///
    /// - Throws: `unknownValue` for an enum number that this version does not know.
    init(_ wire: Berth_Tracker_V1_Inventory) throws(MappingError) {
        self.init(
            vcpus: wire.vcpus,
            memoryMebibytes: wire.memoryMb,
            localGibibytes: wire.localGb,
            reserved: ReservedReport(wire.reserved),
            ratios: AllocationRatiosReport(wire.ratios),
            numaTopology: wire.hasNumaTopology ? NUMATopology(wire.numaTopology) : nil,
            pciDevices: try wire.pciDevices.map { device throws(MappingError) in try PCIDevice(device) },
            resourcePools: wire.resourcePools.map(ResourcePool.init),
            hypervisorType: wire.hypervisorType,
            hypervisorVersion: wire.hypervisorVersion,
            cpuInfo: wire.cpuInfo,
            stats: wire.stats,
            traits: wire.traits,
            hostIP: wire.hostIp,
            diskAvailableLeastGibibytes: wire.hasDiskAvailableLeast ? wire.diskAvailableLeast : nil)
    }
}

extension Berth_Tracker_V1_Inventory {
    /// Writes a report as it was taken.
    init(_ model: Inventory) {
        self.init()
        vcpus = model.vcpus
        memoryMb = model.memoryMebibytes
        localGb = model.localGibibytes
        if model.reserved != ReservedReport() { reserved = Berth_Tracker_V1_Reserved(model.reserved) }
        if model.ratios != AllocationRatiosReport() { ratios = Berth_Tracker_V1_AllocationRatios(model.ratios) }
        if let topology = model.numaTopology { numaTopology = Berth_Tracker_V1_NumaTopology(topology) }
        pciDevices = model.pciDevices.map(Berth_Tracker_V1_PciDevice.init)
        resourcePools = model.resourcePools.map(Berth_Tracker_V1_ResourcePool.init)
        hypervisorType = model.hypervisorType
        hypervisorVersion = model.hypervisorVersion
        cpuInfo = model.cpuInfo
        stats = model.stats
        traits = model.traits
        hostIp = model.hostIP
        if let gibibytes = model.diskAvailableLeastGibibytes { diskAvailableLeast = gibibytes }
    }
}

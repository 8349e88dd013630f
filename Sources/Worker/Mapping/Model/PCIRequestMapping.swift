import Tracker
import Wire

extension PCIRequest {
    /// Takes over what an instance asks for.
    ///
    /// - Throws: `unknownValue` for an enum number that this version does not know.
    init(_ wire: Berth_Tracker_V1_PciRequest) throws(MappingError) {
        self.init(
            requestID: wire.requestID,
            aliasName: wire.aliasName,
            count: wire.count,
            specs: wire.specs.map { PCISpec(matches: $0.matches, absent: $0.absent) },
            numaPolicy: try EnumTables.pciNUMAPolicy.model(wire.numaPolicy),
            requesterID: wire.requesterID,
            providerUUIDs: wire.providerUuids)
    }
}

extension Berth_Tracker_V1_PciRequest {
    /// Writes what an instance asks for.
    init(_ model: PCIRequest) {
        self.init()
        requestID = model.requestID
        aliasName = model.aliasName
        count = model.count
        specs = model.specs.map(Berth_Tracker_V1_PciSpec.init)
        numaPolicy = EnumTables.pciNUMAPolicy.number(model.numaPolicy) ?? .unspecified
        requesterID = model.requesterID
        providerUuids = model.providerUUIDs
    }
}

extension Berth_Tracker_V1_PciSpec {
    /// Writes what a device must have.
    init(_ model: PCISpec) {
        self.init()
        matches = model.matches
        absent = model.absent
    }
}

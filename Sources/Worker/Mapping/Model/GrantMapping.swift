import SwiftProtobuf
import Tracker
import Wire

extension Grant {
    /// Takes over a grant as recorded.
    ///
    /// - Throws: `missingField` without side or time of creation, `unknownValue` for an enum number that this version
    ///   does not know, `outOfRange` for a time.
    init(_ wire: Berth_Tracker_V1_Grant) throws(MappingError) {
        guard let side = try EnumTables.grantSide.model(wire.side) else {
            throw MappingError(.missingField, "a grant must say which side it is")
        }
        guard wire.hasCreateTime else { throw MappingError(.missingField, "a grant must have its create_time") }
        self.init(
            instanceUUID: wire.instanceUuid,
            node: NodeIdentifier(host: wire.host, name: wire.node),
            vcpus: wire.vcpus,
            memoryMebibytes: wire.memoryMb,
            diskMebibytes: wire.diskMb,
            numaTopology: wire.hasNumaTopology ? try InstanceTopology(wire.numaTopology) : nil,
            pciDevices: try wire.pciDevices.map { device throws(MappingError) in try PCIDevice(device) },
            resources: wire.resources.map(ResourcePool.init),
            migrationUUID: wire.migrationUuid,
            side: side,
            pciRequests: try wire.pciRequests.map { request throws(MappingError) in try PCIRequest(request) },
            projectID: wire.projectID,
            claimRequestID: wire.claimRequestID,
            createTime: try Instant(wire.createTime),
            leaseEndTime: wire.hasLeaseEndTime ? try Instant(wire.leaseEndTime) : nil,
            flavorID: wire.flavorID)
    }
}

extension Berth_Tracker_V1_Grant {
    /// Writes a grant as recorded.
    init(_ model: Grant) {
        self.init()
        instanceUuid = model.instanceUUID
        host = model.node.host
        node = model.node.name
        vcpus = model.vcpus
        memoryMb = model.memoryMebibytes
        diskMb = model.diskMebibytes
        if let topology = model.numaTopology { numaTopology = Berth_Tracker_V1_InstanceTopology(topology) }
        pciDevices = model.pciDevices.map(Berth_Tracker_V1_PciDevice.init)
        resources = model.resources.map(Berth_Tracker_V1_ResourcePool.init)
        migrationUuid = model.migrationUUID
        side = EnumTables.grantSide.number(model.side) ?? .unspecified
        pciRequests = model.pciRequests.map(Berth_Tracker_V1_PciRequest.init)
        projectID = model.projectID
        claimRequestID = model.claimRequestID
        createTime = Google_Protobuf_Timestamp(model.createTime)
        if let time = model.leaseEndTime { leaseEndTime = Google_Protobuf_Timestamp(time) }
        flavorID = model.flavorID
    }
}

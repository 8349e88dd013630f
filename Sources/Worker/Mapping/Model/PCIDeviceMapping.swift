import SwiftProtobuf
import Tracker
import Wire

extension PCIDevice {
    /// Takes over a device as reported or as held.
    ///
    /// - Throws: `unknownValue` for an enum number that this version does not know.
    init(_ wire: Berth_Tracker_V1_PciDevice) throws(MappingError) {
        self.init(
            address: wire.address,
            vendorID: wire.vendorID,
            productID: wire.productID,
            type: try EnumTables.pciDeviceType.model(wire.type),
            numaNode: wire.hasNumaNode ? wire.numaNode : nil,
            parentAddress: wire.parentAddress,
            label: wire.label,
            tags: wire.tags,
            absentTags: wire.absentTags,
            extra: wire.extra,
            status: try EnumTables.pciDeviceStatus.model(wire.status),
            instanceUUID: wire.instanceUuid,
            requestID: wire.requestID,
            providerUUID: wire.providerUuid,
            removeWhenFreed: wire.removeWhenFreed,
            claimRequestID: wire.claimRequestID,
            claimTime: wire.hasClaimTime ? try Instant(wire.claimTime) : nil)
    }
}

extension Berth_Tracker_V1_PciDevice {
    /// Writes a device as reported or as held.
    init(_ model: PCIDevice) {
        self.init()
        address = model.address
        vendorID = model.vendorID
        productID = model.productID
        type = EnumTables.pciDeviceType.number(model.type) ?? .unspecified
        if let cell = model.numaNode { numaNode = cell }
        parentAddress = model.parentAddress
        label = model.label
        tags = model.tags
        absentTags = model.absentTags
        extra = model.extra
        status = EnumTables.pciDeviceStatus.number(model.status) ?? .unspecified
        instanceUuid = model.instanceUUID
        requestID = model.requestID
        providerUuid = model.providerUUID
        removeWhenFreed = model.removeWhenFreed
        claimRequestID = model.claimRequestID
        if let time = model.claimTime { claimTime = Google_Protobuf_Timestamp(time) }
    }
}

extension Berth_Tracker_V1_PciPool {
    /// Writes free devices that are alike.
    init(_ model: PCIPool) {
        self.init()
        keys = model.keys
        absentKeys = model.absentKeys
        count = model.count
        providerUuid = model.providerUUID
    }
}

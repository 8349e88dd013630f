import SwiftProtobuf
import Tracker
import Wire

extension DevicesChanged {
    /// Takes over a stored change of a grant's devices.
    ///
    /// - Throws: `unknownValue` for a side that this version does not know, and what the mapping of devices and
    ///   requests throws.
    init(_ wire: Berth_Journal_V1_DevicesChanged) throws(MappingError) {
        guard let side = GrantSide(rawValue: wire.side) else {
            throw MappingError(.unknownValue, "a stored change of devices must say of which grant")
        }
        self.init(
            instance: InstanceIdentifier(host: wire.host, uuid: wire.instanceUuid),
            node: NodeIdentifier(host: wire.host, name: wire.node), side: side, migrationUUID: wire.migrationUuid,
            devices: try wire.devices.map { device throws(MappingError) in try PCIDevice(device) },
            requests: try wire.requests.map { request throws(MappingError) in try PCIRequest(request) },
            changed: wire.changed, freed: wire.freed,
            ports: wire.hasPorts
                ? try wire.ports.requests.map { request throws(MappingError) in try PCIRequest(request) } : nil)
    }
}

extension Berth_Journal_V1_DevicesChanged {
    /// Writes a change of a grant's devices.
    init(_ model: DevicesChanged) {
        self.init()
        host = model.node.host
        node = model.node.name
        instanceUuid = model.instance.uuid
        side = model.side.rawValue
        migrationUuid = model.migrationUUID
        devices = model.devices.map(Berth_Tracker_V1_PciDevice.init)
        requests = model.requests.map(Berth_Tracker_V1_PciRequest.init)
        changed = model.changed
        freed = model.freed
        if let requests = model.ports { ports.requests = requests.map(Berth_Tracker_V1_PciRequest.init) }
    }
}

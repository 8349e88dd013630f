import Tracker
import Wire

extension NodeReported {
    /// Takes over a stored report.
    ///
    /// - Throws: `missingField` unless all amounts and ratios in force are there.
    init(_ wire: Berth_Journal_V1_NodeReported) throws(MappingError) {
        self.init(
            node: NodeIdentifier(host: wire.host, name: wire.name),
            uuid: wire.uuid,
            inventory: try Inventory(wire.inventory),
            untrackedRelatives: try wire.untrackedRelatives.map { device throws(MappingError) in try PCIDevice(device)
            },
            reserved: try Reserved(wire.reserved),
            ratios: try AllocationRatios(wire.ratios),
            serviceID: wire.serviceID,
            isCreated: wire.created)
    }
}

extension Berth_Journal_V1_NodeReported {
    /// Writes a report with what is in force from now on.
    init(_ model: NodeReported) {
        self.init()
        host = model.node.host
        name = model.node.name
        uuid = model.uuid
        inventory = Berth_Tracker_V1_Inventory(model.inventory)
        untrackedRelatives = model.untrackedRelatives.map(Berth_Tracker_V1_PciDevice.init)
        reserved = Berth_Tracker_V1_Reserved(model.reserved)
        ratios = Berth_Tracker_V1_AllocationRatios(model.ratios)
        serviceID = model.serviceID
        created = model.isCreated
    }
}

extension Berth_Journal_V1_NodeEnabledChanged {
    /// Writes that a node was opened or closed.
    init(_ model: NodeEnabledChanged) {
        self.init()
        host = model.node.host
        node = model.node.name
        enabled = model.isEnabled
        reason = model.reason
    }
}

extension Berth_Journal_V1_NodeRemoved {
    /// Writes that a node was forgotten.
    init(_ model: NodeRemoved) {
        self.init()
        host = model.node.host
        node = model.node.name
        forced = model.isForced
    }
}

extension Berth_Journal_V1_BuildResultReported {
    /// Writes that a build's end was counted.
    init(_ model: BuildResultReported) {
        self.init()
        host = model.node.host
        node = model.node.name
        failedBuilds = model.failedBuilds
    }
}

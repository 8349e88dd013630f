import SwiftProtobuf
import Tracker
import Wire

extension Instance {
    /// Takes over an instance as described; an absent flavor is an empty one.
    ///
    /// - Throws: `unknownValue` for a state or an enum number that this version does not know, `outOfRange` for a time.
    init(_ wire: Berth_Tracker_V1_Instance) throws(MappingError) {
        self.init(
            uuid: wire.uuid,
            projectID: wire.projectID,
            userID: wire.userID,
            flavor: Flavor(wire.flavor),
            imageProperties: wire.imageProperties,
            isVolumeBacked: wire.hasVolumeBacked ? wire.volumeBacked : nil,
            vmState: try state(wire.vmState, "vm_state"),
            taskState: try state(wire.taskState, "task_state"),
            osType: wire.osType,
            pciRequests: try wire.pciRequests.map { request throws(MappingError) in try PCIRequest(request) },
            host: wire.host,
            node: wire.node,
            numaTopology: wire.hasNumaTopology ? try InstanceTopology(wire.numaTopology) : nil,
            isDeleted: wire.deleted,
            isHidden: wire.hidden,
            updateTime: wire.hasUpdateTime ? try Instant(wire.updateTime) : nil)
    }
}

extension Berth_Tracker_V1_Instance {
    /// Writes an instance as it is known.
    init(_ model: Instance) {
        self.init()
        uuid = model.uuid
        projectID = model.projectID
        userID = model.userID
        flavor = Berth_Tracker_V1_Flavor(model.flavor)
        imageProperties = model.imageProperties
        if let isVolumeBacked = model.isVolumeBacked { volumeBacked = isVolumeBacked }
        vmState = model.vmState?.rawValue ?? ""
        taskState = model.taskState?.rawValue ?? ""
        osType = model.osType
        pciRequests = model.pciRequests.map(Berth_Tracker_V1_PciRequest.init)
        host = model.host
        node = model.node
        if let topology = model.numaTopology { numaTopology = Berth_Tracker_V1_InstanceTopology(topology) }
        deleted = model.isDeleted
        hidden = model.isHidden
        if let time = model.updateTime { updateTime = Google_Protobuf_Timestamp(time) }
    }
}

/// A state by its name in the cloud's API; empty: none.
private func state<State: RawRepresentable<String>>(
    _ name: String, _ field: String
) throws(MappingError) -> State? {
    guard !name.isEmpty else { return nil }
    guard let state = State(rawValue: name) else {
        throw MappingError(.unknownValue, "\(field) has a state that this version does not know")
    }
    return state
}

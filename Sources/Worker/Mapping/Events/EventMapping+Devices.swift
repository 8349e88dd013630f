import SwiftProtobuf
import Tracker
import Wire

extension EventMapping {
    /// The event that devices of a grant changed hands, as they are after the fact; none without devices.
    static func devicesChanged(_ devices: [PCIDevice], of grant: Grant, in state: State) -> [EventDraft] {
        guard !devices.isEmpty else { return [] }
        return [
            devicesChanged(
                devices.map(\.address), of: grant.instanceUUID, on: grant.node, project: grant.projectID, in: state)
        ]
    }

    /// The event that a grant has got devices, uses them now, or has let go of some.
    static func devicesChanged(_ fact: DevicesChanged, in state: State) -> [EventDraft] {
        let project = state.instanceRecord(fact.instance)?.instance.projectID ?? ""
        let named = Set(fact.changed).union(fact.freed)
        // An older fact does not say which of the grant's devices it got.
        let addresses = (named.isEmpty ? Set(fact.devices.map(\.address)) : named).sorted()
        guard !addresses.isEmpty else { return [] }
        return [devicesChanged(addresses, of: fact.instance.uuid, on: fact.node, project: project, in: state)]
    }

    private static func devicesChanged(
        _ addresses: [String], of instance: String, on node: NodeIdentifier, project: String, in state: State
    ) -> EventDraft {
        let body = Berth_Tracker_V1_PciDevicesChanged.with {
            $0.instanceUuid = instance
            $0.devices = state.devices(addresses, on: node).map(Berth_Tracker_V1_PciDevice.init)
        }
        return EventDraft(node: node, projectID: project, body: .pciDevicesChanged(body))
    }
}

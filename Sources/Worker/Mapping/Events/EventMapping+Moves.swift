import SwiftProtobuf
package import Tracker
import Wire

extension EventMapping {
    /// The events of a step of one side of a move.
    ///
    /// Every step tells the move; what becomes held that nobody held before is confirmed, and what is free again is
    /// released, as for claims of instances. A hand-over within the side is neither: the move tells the grant.
    static func moveEvents(for fact: MigrationChanged, in state: State) -> [EventDraft] {
        let isHandOver = !fact.released.isEmpty && !fact.granted.isEmpty
        let confirmed = isHandOver ? [] : fact.granted.map(claimConfirmed)
        let released = fact.cause.map { cause in fact.released.map { claimReleased($0, cause: cause) } } ?? []
        let told = isHandOver ? fact.instance.map { [instanceChanged($0, node: fact.record.node)] } ?? [] : []
        // In a hand-over only devices that are in use from now on change.
        let turned = fact.granted.filter { grant in !fact.released.contains { $0.pciDevices == grant.pciDevices } }
        let moved = isHandOver ? turned : fact.granted + (fact.cause == nil ? [] : fact.released)
        let devices = moved.flatMap { devicesChanged($0.pciDevices, of: $0, in: state) }
        return [moveChanged(fact, in: state)] + confirmed + released + devices + told
    }

    /// A record that is dropped tells what is free again with it, and nothing where nothing was held.
    static func moveEvents(for fact: MigrationForgotten, in state: State) -> [EventDraft] {
        guard let cause = fact.cause else { return [] }
        return fact.released.map { claimReleased($0, cause: cause) }
            + fact.released.flatMap { devicesChanged($0.pciDevices, of: $0, in: state) }
    }

    private static func moveChanged(_ fact: MigrationChanged, in state: State) -> EventDraft {
        let identifier = InstanceIdentifier(host: fact.record.host, uuid: fact.record.migration.instanceUUID)
        let record = state.instanceRecord(identifier)
        let held = record?.grants.first { grant in
            grant.node == fact.record.node
                && (grant.migrationUUID == fact.record.migration.uuid || grant.side == .instance)
        }
        let body = Berth_Tracker_V1_MoveChanged.with {
            $0.migration = Berth_Tracker_V1_Migration(fact.record.migration)
            $0.previousStatus = fact.previousStatus?.rawValue ?? ""
            if let grant = fact.granted.first ?? (fact.cause == nil ? held : nil) {
                $0.grant = Berth_Tracker_V1_Grant(grant)
            }
            $0.side = fact.record.side.rawValue
        }
        let project = (fact.granted.first ?? fact.released.first ?? held)?.projectID
        return EventDraft(
            node: fact.record.node, projectID: project ?? record?.instance.projectID ?? "", body: .moveChanged(body))
    }

    /// The event of a refused claim of a destination.
    package static func claimRefused(_ claim: ClaimMove, _ refusal: Refusal) -> EventDraft {
        let body = Berth_Tracker_V1_ClaimRefused.with {
            $0.instanceUuid = claim.instance.uuid
            $0.reason = refusal.reason
            $0.shortfalls = refusal.shortfalls.map(Berth_Tracker_V1_Shortfall.init)
            $0.migrationUuid = claim.migration.uuid
        }
        return EventDraft(node: claim.node, projectID: claim.instance.projectID, body: .claimRefused(body))
    }

    static func driftFound(_ fact: DriftFound) -> EventDraft {
        let body = Berth_Tracker_V1_DriftFound.with { $0.drifts = fact.drifts.map(Berth_Tracker_V1_Drift.init) }
        return EventDraft(node: fact.node, body: .driftFound(body))
    }

    static func metricsReported(_ fact: MetricsReported) -> EventDraft {
        let body = Berth_Tracker_V1_MetricsReported.with {
            $0.hostIp = fact.hostIP
            $0.metrics = fact.metrics.map(Berth_Tracker_V1_Metric.init)
        }
        return EventDraft(node: fact.node, body: .metricsReported(body))
    }
}

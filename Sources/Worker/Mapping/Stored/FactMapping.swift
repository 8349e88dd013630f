import SwiftProtobuf
import Tracker
import Wire

extension Fact {
    /// Takes over a stored fact.
    ///
    /// - Throws: `missingField` without time or body, and what the body's mapping throws.
    init(_ wire: Berth_Journal_V1_Fact) throws(MappingError) {
        guard let body = wire.body else {
            throw MappingError(.missingField, "a stored fact must say what happened")
        }
        guard wire.hasTime else { throw MappingError(.missingField, "a stored fact must say when") }
        self.init(time: try Instant(wire.time), body: try Body(body))
    }
}

extension Fact.Body {
    /// Takes over what happened.
    fileprivate init(_ wire: Berth_Journal_V1_Fact.OneOf_Body) throws(MappingError) {
        switch wire {
        case .nodeReported(let fact): self = .nodeReported(try NodeReported(fact))
        case .nodeEnabledChanged(let fact):
            let node = NodeIdentifier(host: fact.host, name: fact.node)
            self = .nodeEnabledChanged(NodeEnabledChanged(node: node, isEnabled: fact.enabled, reason: fact.reason))
        case .nodeRemoved(let fact):
            let node = NodeIdentifier(host: fact.host, name: fact.node)
            self = .nodeRemoved(NodeRemoved(node: node, isForced: fact.forced))
        case .instanceClaimed(let fact): self = .instanceClaimed(try InstanceClaimed(fact))
        case .claimReleased(let fact): self = .claimReleased(try ClaimReleased(fact))
        case .instanceUpdated(let fact):
            self = .instanceUpdated(try InstanceUpdated(fact))
        case .leaseRenewed(let fact):
            let instance = InstanceIdentifier(host: fact.host, uuid: fact.instanceUuid)
            guard fact.hasLeaseEndTime else {
                throw MappingError(.missingField, "a stored renewal must have its lease_end_time")
            }
            self = .leaseRenewed(
                LeaseRenewed(
                    instance: instance, node: fact.node, migrationUUID: fact.migrationUuid,
                    leaseEndTime: try Instant(fact.leaseEndTime)))
        case .leaseCleared(let fact):
            let instance = InstanceIdentifier(host: fact.host, uuid: fact.instanceUuid)
            self = .leaseCleared(
                LeaseCleared(instance: instance, node: fact.node, migrationUUID: fact.migrationUuid))
        case .buildResultReported(let fact):
            let node = NodeIdentifier(host: fact.host, name: fact.node)
            self = .buildResultReported(BuildResultReported(node: node, failedBuilds: fact.failedBuilds))
        case .migrationChanged(let fact): self = .migrationChanged(try MigrationChanged(fact))
        case .migrationForgotten(let fact): self = .migrationForgotten(try MigrationForgotten(fact))
        case .driftFound(let fact): self = .driftFound(try DriftFound(fact))
        case .metricsReported(let fact): self = .metricsReported(try MetricsReported(fact))
        case .orphanMemoryChanged(let fact):
            let node = NodeIdentifier(host: fact.host, name: fact.node)
            self = .orphanMemoryChanged(OrphanMemoryChanged(node: node, mebibytes: fact.memoryMb))
        case .devicesChanged(let fact): self = .devicesChanged(try DevicesChanged(fact))
        }
    }
}

extension Berth_Journal_V1_Fact {
    /// Writes a fact.
    init(_ model: Fact) {
        self.init()
        time = Google_Protobuf_Timestamp(model.time)
        body = OneOf_Body(model.body)
    }
}

extension Berth_Journal_V1_Fact.OneOf_Body {
    /// Writes what happened.
    fileprivate init(_ model: Fact.Body) {
        switch model {
        case .nodeReported(let fact): self = .nodeReported(Berth_Journal_V1_NodeReported(fact))
        case .nodeEnabledChanged(let fact): self = .nodeEnabledChanged(Berth_Journal_V1_NodeEnabledChanged(fact))
        case .nodeRemoved(let fact): self = .nodeRemoved(Berth_Journal_V1_NodeRemoved(fact))
        case .instanceClaimed(let fact): self = .instanceClaimed(Berth_Journal_V1_InstanceClaimed(fact))
        case .claimReleased(let fact): self = .claimReleased(Berth_Journal_V1_ClaimReleased(fact))
        case .instanceUpdated(let fact): self = .instanceUpdated(Berth_Journal_V1_InstanceUpdated(fact))
        case .leaseRenewed(let fact): self = .leaseRenewed(Berth_Journal_V1_LeaseRenewed(fact))
        case .leaseCleared(let fact): self = .leaseCleared(Berth_Journal_V1_LeaseCleared(fact))
        case .buildResultReported(let fact): self = .buildResultReported(Berth_Journal_V1_BuildResultReported(fact))
        case .migrationChanged(let fact): self = .migrationChanged(Berth_Journal_V1_MigrationChanged(fact))
        case .migrationForgotten(let fact): self = .migrationForgotten(Berth_Journal_V1_MigrationForgotten(fact))
        case .driftFound(let fact): self = .driftFound(Berth_Journal_V1_DriftFound(fact))
        case .metricsReported(let fact): self = .metricsReported(Berth_Journal_V1_MetricsReported(fact))
        case .orphanMemoryChanged(let fact): self = .orphanMemoryChanged(Berth_Journal_V1_OrphanMemoryChanged(fact))
        case .devicesChanged(let fact): self = .devicesChanged(Berth_Journal_V1_DevicesChanged(fact))
        }
    }
}

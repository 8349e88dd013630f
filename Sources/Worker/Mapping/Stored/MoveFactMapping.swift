import SwiftProtobuf
import Tracker
import Wire

extension MigrationRecord {
    /// Takes over one side's record of a move.
    ///
    /// - Throws: `unknownValue` for another side, `missingField` for a destination that the migration does not have,
    ///   and what the migration's mapping throws.
    init(
        side: String, migration wire: Berth_Tracker_V1_Migration, leaseNanoseconds: Int64?, requests: MoveRequests?,
        generation: Int64
    ) throws(MappingError) {
        guard let side = MoveSide(rawValue: side) else {
            throw MappingError(.unknownValue, "a stored record of a move must say which side's it is")
        }
        let migration = try Migration(wire)
        guard let node = side == .source ? migration.source : migration.destination else {
            throw MappingError(.missingField, "the destination's record of a move must have its destination")
        }
        self.init(
            side: side, migration: migration, node: node, leaseNanoseconds: leaseNanoseconds, requests: requests,
            generation: generation)
    }
}

extension MigrationChanged {
    /// Takes over a stored step of one side of a move.
    ///
    /// - Throws: `unknownValue` for a status or cause that this version does not know, and what the mapping of
    ///   migration, grants, instance and lease throws.
    init(_ wire: Berth_Journal_V1_MigrationChanged) throws(MappingError) {
        let previous = MigrationStatus(rawValue: wire.previousStatus)
        let cause = ReleaseCause(rawValue: wire.cause)
        guard previous != nil || wire.previousStatus.isEmpty, cause != nil || wire.cause.isEmpty else {
            throw MappingError(.unknownValue, "a stored step of a move has a status or cause that is not known")
        }
        self.init(
            record: try MigrationRecord(
                side: wire.side, migration: wire.migration,
                leaseNanoseconds: wire.hasLease ? try nanoseconds(of: wire.lease) : nil,
                requests: wire.hasRequests ? try MoveRequests(wire.requests) : nil, generation: 0),
            previousStatus: previous,
            released: try wire.released.map { grant throws(MappingError) in try Grant(grant) },
            granted: try wire.granted.map { grant throws(MappingError) in try Grant(grant) },
            instance: wire.hasInstance ? try Instance(wire.instance) : nil,
            cause: cause)
    }
}

extension Berth_Journal_V1_MigrationChanged {
    /// Writes a step of one side of a move.
    init(_ model: MigrationChanged) {
        self.init()
        side = model.record.side.rawValue
        migration = Berth_Tracker_V1_Migration(model.record.migration)
        previousStatus = model.previousStatus?.rawValue ?? ""
        released = model.released.map(Berth_Tracker_V1_Grant.init)
        granted = model.granted.map(Berth_Tracker_V1_Grant.init)
        if let described = model.instance { instance = Berth_Tracker_V1_Instance(described) }
        if let length = model.record.leaseNanoseconds { lease = Google_Protobuf_Duration(nanoseconds: length) }
        if let asked = model.record.requests { requests = Berth_Journal_V1_MoveRequests(asked) }
        cause = model.cause?.rawValue ?? ""
    }
}

extension MoveRequests {
    /// Takes over what a move's claim asked for.
    ///
    /// - Throws: what the mapping of requests throws.
    init(_ wire: Berth_Journal_V1_MoveRequests) throws(MappingError) {
        self.init(
            before: try wire.before.map { request throws(MappingError) in try PCIRequest(request) },
            after: try wire.after.map { request throws(MappingError) in try PCIRequest(request) })
    }
}

extension Berth_Journal_V1_MoveRequests {
    /// Writes what a move's claim asked for.
    init(_ model: MoveRequests) {
        self.init()
        before = model.before.map(Berth_Tracker_V1_PciRequest.init)
        after = model.after.map(Berth_Tracker_V1_PciRequest.init)
    }
}

extension MigrationForgotten {
    /// Takes over that a side's record of a move was dropped.
    ///
    /// - Throws: `unknownValue` for a side or cause that this version does not know, and what the mapping of grants
    ///   throws.
    init(_ wire: Berth_Journal_V1_MigrationForgotten) throws(MappingError) {
        let cause = ReleaseCause(rawValue: wire.cause)
        guard let side = MoveSide(rawValue: wire.side), cause != nil || wire.cause.isEmpty else {
            throw MappingError(
                .unknownValue, "a stored end of a record of a move has a side or cause that is not known")
        }
        self.init(
            migration: MigrationIdentifier(host: wire.host, uuid: wire.migrationUuid, side: side),
            node: NodeIdentifier(host: wire.host, name: wire.node),
            released: try wire.released.map { grant throws(MappingError) in try Grant(grant) },
            cause: cause)
    }
}

extension Berth_Journal_V1_MigrationForgotten {
    /// Writes that a side's record of a move was dropped.
    init(_ model: MigrationForgotten) {
        self.init()
        side = model.migration.side.rawValue
        host = model.migration.host
        node = model.node.name
        migrationUuid = model.migration.uuid
        released = model.released.map(Berth_Tracker_V1_Grant.init)
        cause = model.cause?.rawValue ?? ""
    }
}

extension DriftFound {
    /// Takes over what an audit found.
    ///
    /// - Throws: what the mapping of a difference throws.
    init(_ wire: Berth_Journal_V1_DriftFound) throws(MappingError) {
        self.init(
            node: NodeIdentifier(host: wire.host, name: wire.node),
            drifts: try wire.drifts.map { drift throws(MappingError) in try Drift(drift) })
    }
}

extension Berth_Journal_V1_DriftFound {
    /// Writes what an audit found.
    init(_ model: DriftFound) {
        self.init()
        host = model.node.host
        node = model.node.name
        drifts = model.drifts.map(Berth_Tracker_V1_Drift.init)
    }
}

extension MetricsReported {
    /// Takes over what a host measured.
    ///
    /// - Throws: what the mapping of a measurement throws.
    init(_ wire: Berth_Journal_V1_MetricsReported) throws(MappingError) {
        self.init(
            node: NodeIdentifier(host: wire.host, name: wire.node),
            hostIP: wire.hostIp,
            metrics: try wire.metrics.map { metric throws(MappingError) in try Metric(metric) })
    }
}

extension Berth_Journal_V1_MetricsReported {
    /// Writes what a host measured.
    init(_ model: MetricsReported) {
        self.init()
        host = model.node.host
        node = model.node.name
        hostIp = model.hostIP
        metrics = model.metrics.map(Berth_Tracker_V1_Metric.init)
    }
}

extension Berth_Journal_V1_OrphanMemoryChanged {
    /// Writes how much memory is held for unknown guests.
    init(_ model: OrphanMemoryChanged) {
        self.init()
        host = model.node.host
        node = model.node.name
        memoryMb = model.mebibytes
    }
}

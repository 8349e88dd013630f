import SwiftProtobuf
package import Tracker
package import Wire

extension InstanceClaimed {
    /// Takes over a stored claim; the length of its lease is from the grant's creation to the lease's end.
    ///
    /// - Throws: what the mapping of grant and instance throws.
    init(_ wire: Berth_Journal_V1_InstanceClaimed) throws(MappingError) {
        let grant = try Grant(wire.grant)
        let lease = grant.leaseEndTime.map { end in
            let (length, overflows) = end.nanoseconds.subtractingReportingOverflow(grant.createTime.nanoseconds)
            return overflows ? Int64.max : length
        }
        self.init(instance: try Instance(wire.instance), grant: grant, leaseNanoseconds: lease)
    }
}

extension Berth_Journal_V1_InstanceClaimed {
    /// Writes a claim.
    init(_ model: InstanceClaimed) {
        self.init()
        grant = Berth_Tracker_V1_Grant(model.grant)
        instance = Berth_Tracker_V1_Instance(model.instance)
    }
}

extension ClaimReleased {
    /// Takes over a stored release.
    ///
    /// - Throws: `missingField` without the grant, `unknownValue` for an unknown cause, `keyMismatch` when the grant is
    ///   another node's.
    init(_ wire: Berth_Journal_V1_ClaimReleased) throws(MappingError) {
        guard wire.hasGrant else { throw MappingError(.missingField, "a stored release must have its grant") }
        guard let cause = ReleaseCause(rawValue: wire.cause) else {
            throw MappingError(.unknownValue, "a stored release has a cause that this version does not know")
        }
        guard wire.node == wire.grant.node else {
            throw MappingError(.keyMismatch, "a stored release names another node than its grant; restore a copy")
        }
        self.init(
            instance: InstanceIdentifier(host: wire.host, uuid: wire.instanceUuid),
            grant: try Grant(wire.grant),
            cause: cause,
            after: wire.hasInstance ? try Instance(wire.instance) : nil)
    }
}

extension Berth_Journal_V1_ClaimReleased {
    /// Writes a release.
    init(_ model: ClaimReleased) {
        self.init()
        host = model.instance.host
        node = model.grant.node.name
        instanceUuid = model.instance.uuid
        cause = model.cause.rawValue
        if let after = model.after { instance = Berth_Tracker_V1_Instance(after) }
        grant = Berth_Tracker_V1_Grant(model.grant)
    }
}

extension InstanceUpdated {
    /// Takes over an instance's new state.
    ///
    /// - Throws: what the instance's mapping throws, `keyMismatch` when it names another node than the fact.
    init(_ wire: Berth_Journal_V1_InstanceUpdated) throws(MappingError) {
        guard wire.node == wire.instance.node else {
            throw MappingError(.keyMismatch, "a stored update names another node than its instance; restore a copy")
        }
        self.init(host: wire.host, instance: try Instance(wire.instance))
    }
}

extension Berth_Journal_V1_InstanceUpdated {
    /// Writes an instance's new state.
    init(_ model: InstanceUpdated) {
        self.init()
        host = model.host
        node = model.instance.node
        instance = Berth_Tracker_V1_Instance(model.instance)
    }
}

extension Berth_Journal_V1_LeaseRenewed {
    /// Writes a lease's new end.
    init(_ model: LeaseRenewed) {
        self.init()
        host = model.instance.host
        instanceUuid = model.instance.uuid
        node = model.node
        migrationUuid = model.migrationUUID
        leaseEndTime = Google_Protobuf_Timestamp(model.leaseEndTime)
    }
}

extension Berth_Journal_V1_LeaseCleared {
    /// Writes that a lease no longer applies.
    init(_ model: LeaseCleared) {
        self.init()
        host = model.instance.host
        instanceUuid = model.instance.uuid
        node = model.node
        migrationUuid = model.migrationUUID
    }
}

extension Berth_Journal_V1_EndLease {
    /// Writes the message that a worker sends itself when a lease has run out.
    package init(_ model: EndLease) {
        self.init()
        host = model.instance.host
        instanceUuid = model.instance.uuid
        claimRequestID = model.claimRequestID
        leaseEndTime = Google_Protobuf_Timestamp(model.leaseEndTime)
    }
}

import SwiftProtobuf
import Tracker
import Wire

extension NodeRecord {
    /// Takes over a node's row.
    ///
    /// - Throws: `missingField` unless all amounts and ratios in force and the time are there.
    init(_ wire: Berth_Journal_V1_NodeRow) throws(MappingError) {
        guard wire.hasCreateTime else { throw MappingError(.missingField, "a node's row must have its create_time") }
        self.init(
            identifier: NodeIdentifier(host: wire.host, name: wire.name),
            uuid: wire.uuid,
            inventory: try Inventory(wire.inventory),
            untrackedRelatives: try wire.untrackedRelatives.map { device throws(MappingError) in try PCIDevice(device)
            },
            reserved: try Reserved(wire.reserved),
            ratios: try AllocationRatios(wire.ratios),
            isEnabled: wire.enabled,
            disableReason: wire.disableReason,
            serviceID: wire.serviceID,
            createTime: try Instant(wire.createTime))
    }
}

extension Berth_Journal_V1_NodeRow {
    /// Writes a node's row.
    init(_ model: NodeRecord) {
        self.init()
        host = model.identifier.host
        name = model.identifier.name
        uuid = model.uuid
        inventory = Berth_Tracker_V1_Inventory(model.inventory)
        untrackedRelatives = model.untrackedRelatives.map(Berth_Tracker_V1_PciDevice.init)
        reserved = Berth_Tracker_V1_Reserved(model.reserved)
        ratios = Berth_Tracker_V1_AllocationRatios(model.ratios)
        enabled = model.isEnabled
        disableReason = model.disableReason
        serviceID = model.serviceID
        createTime = Google_Protobuf_Timestamp(model.createTime)
    }
}

extension NodeCounters {
    /// Takes over the row of a node's counters.
    ///
    /// - Throws: `missingField` without a time, `outOfRange` for one that the core cannot hold.
    init(_ wire: Berth_Journal_V1_NodeCountersRow) throws(MappingError) {
        guard wire.hasUpdateTime else {
            throw MappingError(.missingField, "a row of counters must have its update_time")
        }
        self.init(
            identifier: NodeIdentifier(host: wire.host, name: wire.name),
            generation: wire.generation,
            failedBuilds: wire.failedBuilds,
            updateTime: try Instant(wire.updateTime),
            lastRelease: wire.lastRelease,
            orphanMebibytes: wire.orphanMemoryMb)
    }
}

extension Berth_Journal_V1_NodeCountersRow {
    /// Writes the row of a node's counters.
    init(_ model: NodeCounters) {
        self.init()
        host = model.identifier.host
        name = model.identifier.name
        generation = model.generation
        failedBuilds = model.failedBuilds
        updateTime = Google_Protobuf_Timestamp(model.updateTime)
        lastRelease = model.lastRelease
        orphanMemoryMb = model.orphanMebibytes
    }
}

extension InstanceRecord {
    /// Takes over one host's row of an instance.
    ///
    /// - Throws: what the mapping of instance, grants and lease throws; `unknownValue` for an order of claims, which
    ///   this version does not keep and would lose.
    init(_ wire: Berth_Journal_V1_InstanceRow) throws(MappingError) {
        guard wire.claimOrder == 0 else {
            throw MappingError(.unknownValue, "an instance's row has an order of claims; use the version that wrote it")
        }
        self.init(
            host: wire.host,
            instance: try Instance(wire.instance),
            grants: try wire.grants.map { grant throws(MappingError) in try Grant(grant) },
            leaseNanoseconds: wire.hasLease ? try nanoseconds(of: wire.lease) : nil,
            generation: wire.generation)
    }
}

extension Berth_Journal_V1_InstanceRow {
    /// Writes one host's row of an instance.
    init(_ model: InstanceRecord) {
        self.init()
        host = model.host
        instance = Berth_Tracker_V1_Instance(model.instance)
        grants = model.grants.map(Berth_Tracker_V1_Grant.init)
        if let length = model.leaseNanoseconds { lease = Google_Protobuf_Duration(nanoseconds: length) }
        generation = model.generation
    }
}

extension MigrationRecord {
    /// Takes over the row of one side's record of a move.
    ///
    /// - Throws: what the mapping of side, migration and lease throws.
    init(_ wire: Berth_Journal_V1_MigrationRow) throws(MappingError) {
        try self.init(
            side: wire.side, migration: wire.migration,
            leaseNanoseconds: wire.hasLease ? try nanoseconds(of: wire.lease) : nil,
            requests: wire.hasRequests ? try MoveRequests(wire.requests) : nil, generation: wire.generation)
    }
}

extension Berth_Journal_V1_MigrationRow {
    /// Writes the row of one side's record of a move.
    init(_ model: MigrationRecord) {
        self.init()
        side = model.side.rawValue
        migration = Berth_Tracker_V1_Migration(model.migration)
        if let length = model.leaseNanoseconds { lease = Google_Protobuf_Duration(nanoseconds: length) }
        if let asked = model.requests { requests = Berth_Journal_V1_MoveRequests(asked) }
        generation = model.generation
    }
}

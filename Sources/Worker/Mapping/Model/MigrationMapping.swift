import SwiftProtobuf
import Tracker
import Wire

extension Migration {
    /// Takes over a migration as stored.
    ///
    /// - Throws: `missingField` without type, status or source, `unknownValue` for a status or enum number that this
    ///   version does not know, `outOfRange` for a time.
    init(_ wire: Berth_Tracker_V1_Migration) throws(MappingError) {
        guard let type = try EnumTables.migrationType.model(wire.type) else {
            throw MappingError(.missingField, "a stored migration must have its type")
        }
        guard let status = MigrationStatus(rawValue: wire.status) else {
            throw MappingError(.unknownValue, "a stored migration has a status that this version does not know")
        }
        guard let source = node(wire.sourceHost, wire.sourceNode) else {
            throw MappingError(.missingField, "a stored migration must have its source")
        }
        guard wire.hasCreateTime else {
            throw MappingError(.missingField, "a stored migration must have a create_time")
        }
        self.init(
            uuid: wire.uuid,
            instanceUUID: wire.instanceUuid,
            type: type,
            status: status,
            source: source,
            destination: node(wire.destHost, wire.destNode),
            oldFlavor: wire.hasOldFlavor ? Flavor(wire.oldFlavor) : nil,
            newFlavor: wire.hasNewFlavor ? Flavor(wire.newFlavor) : nil,
            createTime: try Instant(wire.createTime),
            updateTime: wire.hasUpdateTime ? try Instant(wire.updateTime) : nil,
            destinationIP: wire.destIp,
            isClaimless: wire.claimless,
            isSourceCleaned: wire.sourceCleaned)
    }
}

extension MigrationReport {
    /// Takes over what a request says about a migration; UUIDs in lower case.
    ///
    /// - Throws: `unknownValue` for a status or enum number that this version does not know, `outOfRange` for a time.
    init(_ wire: Berth_Tracker_V1_Migration) throws(MappingError) {
        let status = MigrationStatus(rawValue: wire.status)
        guard status != nil || wire.status.isEmpty else {
            throw MappingError(.unknownValue, "status must be one that a migration can have")
        }
        self.init(
            uuid: wire.uuid.lowercased(),
            instanceUUID: wire.instanceUuid.lowercased(),
            type: try EnumTables.migrationType.model(wire.type),
            status: status,
            source: node(wire.sourceHost, wire.sourceNode),
            destination: node(wire.destHost, wire.destNode),
            oldFlavor: wire.hasOldFlavor ? Flavor(wire.oldFlavor) : nil,
            newFlavor: wire.hasNewFlavor ? Flavor(wire.newFlavor) : nil,
            createTime: wire.hasCreateTime ? try Instant(wire.createTime) : nil,
            updateTime: wire.hasUpdateTime ? try Instant(wire.updateTime) : nil,
            destinationIP: wire.destIp,
            isClaimless: wire.claimless,
            isSourceCleaned: wire.sourceCleaned)
    }
}

extension Berth_Tracker_V1_Migration {
    /// Writes a migration as one side knows it.
    init(_ model: Migration) {
        self.init()
        uuid = model.uuid
        instanceUuid = model.instanceUUID
        type = EnumTables.migrationType.number(model.type) ?? .unspecified
        status = model.status.rawValue
        sourceHost = model.source.host
        sourceNode = model.source.name
        destHost = model.destination?.host ?? ""
        destNode = model.destination?.name ?? ""
        if let flavor = model.oldFlavor { oldFlavor = Berth_Tracker_V1_Flavor(flavor) }
        if let flavor = model.newFlavor { newFlavor = Berth_Tracker_V1_Flavor(flavor) }
        createTime = Google_Protobuf_Timestamp(model.createTime)
        if let time = model.updateTime { updateTime = Google_Protobuf_Timestamp(time) }
        destIp = model.destinationIP
        claimless = model.isClaimless
        sourceCleaned = model.isSourceCleaned
    }
}

/// A node by both of its names; nil: at least one is missing.
private func node(_ host: String, _ name: String) -> NodeIdentifier? {
    host.isEmpty || name.isEmpty ? nil : NodeIdentifier(host: host, name: name)
}

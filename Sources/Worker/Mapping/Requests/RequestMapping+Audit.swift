import SwiftProtobuf
package import Tracker
package import Wire

extension RequestMapping {
    /// What the cloud's database says about a node.
    ///
    /// The request's own fields and the hypervisor's report must keep their rules; an item that breaks one is left out,
    /// and named in the command, so that it does not keep the others from being compared.
    package static func auditNode(
        _ request: Berth_Tracker_V1_AuditNodeRequest, routingKey: String
    ) throws(ValidationFailure) -> AuditNode {
        try validate(request) { validator in
            validator.address(host: request.host, node: request.node, routingKey: routingKey)
            if request.hasInventory { validator.within("inventory") { $0.inventory(request.inventory) } }
            validator.check(request.nodeUuid, "node_uuid", Rules.uuid.orEmpty)
            validator.check(request.serviceID, "service_id", Rules.line)
            validator.check(request.generation, "generation", Rules.generation)
            validator.check(request.instances.count, "instances", Rules.auditItems)
            validator.check(request.migrations.count, "migrations", Rules.auditItems)
            validator.check(request.recorded.count, "recorded", Rules.auditItems)
            validator.check(request.guests.count, "guests", Rules.auditItems)
            validator.check(request.allocations.consumers.count, "allocations.consumers", Rules.auditItems)
        }
        let inventory = try value(of: "inventory") { () throws(MappingError) in
            request.hasInventory ? try Inventory(request.inventory).normalized : nil
        }
        var items = AuditItems()
        var command = AuditNode(
            node: NodeIdentifier(host: request.host, name: request.node), nodeUUID: request.nodeUuid.lowercased(),
            serviceID: request.serviceID, inventory: inventory, generation: request.generation)
        command.instances = items.instances(request.instances)
        command.migrations = items.migrations(request.migrations)
        command.recorded = items.recorded(request.recorded)
        command.guests = items.guests(request.guests)
        if request.hasAllocations { command.consumers = items.consumers(request.allocations.consumers) }
        command.invalid = items.invalid
        return command
    }
}

/// Takes the items of an audit over one by one.
private struct AuditItems {
    /// What was left out.
    var invalid: [InvalidItem] = []

    mutating func instances(_ items: [Berth_Tracker_V1_Instance]) -> [Instance] {
        take(items, "instances", \.uuid) {
            $0.instance($1, flavorRequired: true)
        } make: { wire throws(MappingError) in
            try Instance(wire).normalized
        }
    }

    mutating func migrations(_ items: [Berth_Tracker_V1_Migration]) -> [MigrationReport] {
        take(items, "migrations", \.uuid) {
            $0.migration($1)
        } make: { wire throws(MappingError) in
            try MigrationReport(wire)
        }
    }

    mutating func recorded(_ items: [Berth_Tracker_V1_Grant]) -> [Grant] {
        take(items, "recorded", \.instanceUuid) {
            $0.recorded($1)
        } make: { wire throws(MappingError) in
            // When it was made says nothing here.
            var dated = wire
            if !wire.hasCreateTime { dated.createTime = Google_Protobuf_Timestamp(Instant(nanoseconds: 0)) }
            var grant = try Grant(dated)
            grant.instanceUUID = grant.instanceUUID.lowercased()
            grant.migrationUUID = grant.migrationUUID.lowercased()
            grant.resources = grant.resources.map(\.normalized)
            grant.numaTopology = grant.numaTopology?.normalized
            grant.pciDevices = grant.pciDevices.map(\.normalized)
            grant.pciRequests = grant.pciRequests.map(\.normalized)
            return grant
        }
    }

    mutating func guests(_ items: [Berth_Tracker_V1_Guest]) -> [Guest] {
        take(items, "guests", \.instanceUuid) {
            $0.guest($1)
        } make: { wire throws(MappingError) in
            Guest(instanceUUID: wire.instanceUuid.lowercased(), name: wire.name, memoryMebibytes: wire.memoryMb)
        }
    }

    mutating func consumers(_ items: [Berth_Tracker_V1_Consumer]) -> [Consumer] {
        take(items, "allocations.consumers", \.uuid) {
            $0.consumer($1)
        } make: { wire throws(MappingError) in
            Consumer(
                uuid: wire.uuid.lowercased(), isKnown: wire.known, isDeleted: wire.deleted, isHidden: wire.hidden,
                host: wire.host, node: wire.node, taskState: wire.taskState)
        }
    }

    /// Checks and makes each item; one that breaks a rule is named by its UUID, or by its place if that is none.
    private mutating func take<Item, Model>(
        _ items: [Item], _ field: String, _ uuid: KeyPath<Item, String>,
        _ check: (inout Validator, Item) -> Void, make: (Item) throws(MappingError) -> Model
    ) -> [Model] {
        var made: [Model] = []
        made.reserveCapacity(items.count)
        for (index, item) in items.enumerated() {
            var validator = Validator()
            check(&validator, item)
            var problems = validator.violations.map { "\($0.field) \($0.description)" }
            if problems.isEmpty {
                do {
                    made.append(try make(item))
                    continue
                } catch {
                    problems = [error.message]
                }
            }
            let isNamed = Rules.uuid.violation(of: item[keyPath: uuid]) == nil
            let subject = isNamed ? item[keyPath: uuid].lowercased() : "\(field)[\(index)]"
            invalid.append(InvalidItem(subject: subject, message: problems.prefix(5).joined(separator: "; ")))
        }
        return made
    }
}

/// What a move claim asks for, once what the request leaves out has been filled in (claims and moves, 6.2).
struct MoveClaimPlan {
    /// The record as it would be, but for destination, status and times.
    var migration: Migration
    /// The destination that the request's record has; absent: none.
    var reported: NodeIdentifier?
    /// The instance as it is at the source.
    var instance: Instance
    /// The devices asked for on both sides.
    var requests: MoveRequests
    /// What the destination is asked for.
    var claim: ClaimPlan

    /// Fills in what the request leaves out, or says which of it contradicts the rest.
    ///
    /// - Parameter record: of the instance on a host.
    static func make(
        _ command: ClaimMove, record: (InstanceIdentifier) -> InstanceRecord?
    ) -> Result<MoveClaimPlan, Refused> {
        let (report, instance) = (command.migration, command.instance)
        guard let source = report.source ?? instance.home else {
            return .failure(Refused(.invalid("migration.source_host", "must be given: where the instance comes from")))
        }
        let flavor = command.newFlavor ?? report.newFlavor ?? instance.flavor
        let type = report.type ?? (flavor.id == instance.flavor.id ? .coldMigration : .resize)
        let migration = Migration(
            uuid: report.uuid, instanceUUID: instance.uuid, type: type, status: report.status ?? type.firstStatus,
            source: source, oldFlavor: report.oldFlavor ?? instance.flavor, newFlavor: flavor,
            createTime: report.createTime ?? Instant(nanoseconds: 0), destinationIP: report.destinationIP)
        if let refusal = refusal(migration, command) { return .failure(Refused(refusal)) }
        var wanted = instance
        wanted.flavor = flavor
        // Asked for anew of flavor and image; never the place at the source (NUMA, 4.2).
        wanted.numaTopology = nil
        if let properties = command.newImageProperties { wanted.imageProperties = properties }
        let known = record(InstanceIdentifier(host: source.host, uuid: instance.uuid))
        // What was claimed there counts more than what the request, which may be older, says of it.
        let requests = MoveRequests(command, type, known: known?.instanceGrant == nil ? nil : known?.instance)
        // Ports go with the instance.
        wanted.pciRequests = requests.list(on: .destination, current: instance.pciRequests)
        return .success(
            MoveClaimPlan(
                migration: migration, reported: report.destination, instance: instance, requests: requests,
                claim: ClaimPlan(
                    node: command.node, instance: wanted, limits: command.limits, allocations: command.allocations,
                    // Those of a live migration are taken by requests of their own (claims and moves, 6.2).
                    takesDevices: type != .liveMigration)))
    }

    /// What can be said without looking at the state.
    private static func refusal(_ migration: Migration, _ command: ClaimMove) -> Refusal? {
        let (report, instance) = (command.migration, command.instance)
        if !report.instanceUUID.isEmpty, report.instanceUUID != instance.uuid {
            return .invalid("migration.instance_uuid", "must be that of the instance, \(instance.uuid)")
        }
        if report.isClaimless {
            return .invalid(
                "migration.claimless", "must not be set: this is the claim that such a migration never makes")
        }
        guard migration.type.statuses.contains(migration.status), migration.status.isClaimable else {
            return .notClaimable(migration, migration.status)
        }
        if instance.isDeleted || instance.isRemovable {
            return Refusal(
                .failedPrecondition, reason: "INSTANCE_REMOVABLE",
                message: "instance \(instance.uuid) is deleted or offloaded, so it cannot move",
                metadata: ["vm_state": instance.vmState?.rawValue ?? "none"])
        }
        let isSizeKept = migration.newFlavor?.isSameSize(as: instance.flavor) ?? true
        if migration.type != .resize, !isSizeKept {
            return .invalid("new_flavor", "must be absent, or the instance's own, unless the move is a resize")
        }
        let isWithinHost = migration.source.host == command.node.host
        if isWithinHost, migration.type == .liveMigration || migration.type == .evacuation {
            return Refusal(
                .failedPrecondition, reason: "SAME_HOST",
                message: "a \(migration.type.rawValue) leads to another host; \(command.node.host) is the source",
                metadata: ["migration": migration.uuid, "type": migration.type.rawValue])
        }
        return nil
    }
}

extension Instance {
    /// Where the instance says that it is; absent: nowhere yet.
    public var home: NodeIdentifier? { host.isEmpty || node.isEmpty ? nil : NodeIdentifier(host: host, name: node) }
}

extension Refusal {
    /// One field that contradicts the rest of the request.
    static func invalid(_ field: String, _ rule: String) -> Refusal {
        Refusal(
            .invalidArgument, reason: "INVALID_FIELDS", message: "\(field) \(rule)",
            violations: [FieldViolation(field: field, description: rule)])
    }

    /// The move is past the point at which a destination may be claimed.
    static func notClaimable(_ migration: Migration, _ status: MigrationStatus) -> Refusal {
        Refusal(
            .failedPrecondition, reason: "NOT_CLAIMABLE",
            message: "migration \(migration.uuid) is \(status.rawValue); a destination is claimed while it is accepted "
                + "or pre-migrating",
            metadata: [
                "migration": migration.uuid, "type": migration.type.rawValue, "from": status.rawValue,
                "to": migration.type.claimedStatus.rawValue, "allowed": "accepted,pre-migrating",
            ])
    }

    /// This destination is claimed for the move already.
    static func moveAlreadyClaimed(_ grant: Grant) -> Refusal {
        Refusal(
            .alreadyExists, reason: "ALREADY_CLAIMED",
            message: "migration \(grant.migrationUUID) has claimed \(grant.node.text) already, by request "
                + grant.claimRequestID,
            held: grant,
            metadata: [
                "host": grant.node.host, "node": grant.node.name, "migration": grant.migrationUUID,
                "claim_request_id": grant.claimRequestID,
            ])
    }

    /// The record names a destination of which this shard knows nothing, so it cannot be released with this claim.
    static func claimedElsewhere(_ migration: Migration, _ destination: NodeIdentifier) -> Refusal {
        Refusal(
            .failedPrecondition, reason: "CLAIMED_ELSEWHERE",
            message: "the record of migration \(migration.uuid) has the destination \(destination.text), which this "
                + "shard does not keep; send AbortMove there, then claim with a record without a destination",
            metadata: ["migration": migration.uuid, "host": destination.host, "node": destination.name])
    }

    /// The instance is not where the move is said to start.
    static func heldElsewhere(_ grant: Grant, _ migration: Migration) -> Refusal {
        Refusal(
            .failedPrecondition, reason: "INSTANCE_HELD_ELSEWHERE",
            message: "instance \(grant.instanceUUID) is held on \(grant.node.text), not on \(migration.source.text), "
                + "the source of migration \(migration.uuid); read it again",
            metadata: ["host": grant.node.host, "node": grant.node.name, "migration": migration.uuid])
    }
}

package import Tracker
package import Wire

extension RequestMapping {
    /// Holds the destination of a move.
    package static func claimMove(
        _ request: Berth_Tracker_V1_ClaimMoveRequest, routingKey: String
    ) throws(ValidationFailure) -> ClaimMove {
        try validate(request) { validator in
            validator.address(host: request.host, node: request.node, routingKey: routingKey)
            validator.required(request.hasInstance, "instance") {
                $0.instance(request.instance, flavorRequired: true)
            }
            if request.hasNewFlavor { validator.within("new_flavor") { $0.flavor(request.newFlavor) } }
            validator.within("new_image_properties") {
                $0.map(request.newImageProperties.values, "values", Rules.texts)
            }
            validator.required(request.hasMigration, "migration") { $0.migration(request.migration) }
            validator.within("limits") { $0.limits(request.limits) }
            validator.allocations(request.allocations)
            validator.pciRequests(request.pciRequests)
            if request.hasLease { validator.lease(request.lease) }
        }
        let lease = try value(of: "lease") { () throws(MappingError) in
            request.hasLease ? try nanoseconds(of: request.lease) : nil
        }
        let requests = try value(of: "pci_requests") { () throws(MappingError) in
            try request.pciRequests.map { request throws(MappingError) in try PCIRequest(request).normalized }
        }
        return ClaimMove(
            node: NodeIdentifier(host: request.host, name: request.node),
            instance: try instance(request.instance),
            newFlavor: request.hasNewFlavor ? Flavor(request.newFlavor) : nil,
            newImageProperties: request.hasNewImageProperties ? request.newImageProperties.values : nil,
            migration: try report(request.migration),
            limits: Limits(request.limits),
            allocations: request.allocations.map { Allocation($0).normalized },
            pciRequests: requests,
            leaseNanoseconds: lease)
    }

    /// Gives up what a side holds for a move.
    package static func abortMove(
        _ request: Berth_Tracker_V1_AbortMoveRequest, routingKey: String
    ) throws(ValidationFailure) -> AbortMove {
        try validate(request) { validator in
            validator.address(host: request.host, node: request.node, routingKey: routingKey)
            validator.check(request.migrationUuid, "migration_uuid", Rules.uuid)
            validator.check(request.status, "status", Rules.abortedStatus.orEmpty)
        }
        return AbortMove(
            node: NodeIdentifier(host: request.host, name: request.node),
            migrationUUID: request.migrationUuid.lowercased(),
            status: MigrationStatus(rawValue: request.status))
    }

    /// The instance runs at the destination.
    package static func finishMove(
        _ request: Berth_Tracker_V1_FinishMoveRequest, routingKey: String
    ) throws(ValidationFailure) -> FinishMove {
        try validate(request) { validator in
            validator.address(host: request.host, node: request.node, routingKey: routingKey)
            validator.check(request.migrationUuid, "migration_uuid", Rules.uuid)
            if request.hasInstance {
                validator.within("instance") { $0.instance(request.instance, flavorRequired: false) }
            }
        }
        return FinishMove(
            node: NodeIdentifier(host: request.host, name: request.node),
            migrationUUID: request.migrationUuid.lowercased(),
            instance: request.hasInstance ? try instance(request.instance) : nil,
            hasFlavor: request.instance.hasFlavor)
    }

    /// The source lets go.
    package static func confirmMove(
        _ request: Berth_Tracker_V1_ConfirmMoveRequest, routingKey: String
    ) throws(ValidationFailure) -> ConfirmMove {
        try validate(request) { validator in
            validator.address(host: request.host, node: request.node, routingKey: routingKey)
            validator.check(request.migrationUuid, "migration_uuid", Rules.uuid)
            if request.hasMigration { validator.isOf(request.migration, uuid: request.migrationUuid) }
        }
        return ConfirmMove(
            node: NodeIdentifier(host: request.host, name: request.node),
            migrationUUID: request.migrationUuid.lowercased(),
            migration: request.hasMigration ? try report(request.migration) : nil)
    }

    /// The destination lets go.
    package static func revertMove(
        _ request: Berth_Tracker_V1_RevertMoveRequest, routingKey: String
    ) throws(ValidationFailure) -> RevertMove {
        try validate(request) { validator in
            validator.address(host: request.host, node: request.node, routingKey: routingKey)
            validator.check(request.migrationUuid, "migration_uuid", Rules.uuid)
        }
        return RevertMove(
            node: NodeIdentifier(host: request.host, name: request.node),
            migrationUUID: request.migrationUuid.lowercased())
    }

    /// A status, reported or told.
    package static func updateMigration(
        _ request: Berth_Tracker_V1_UpdateMigrationRequest, routingKey: String
    ) throws(ValidationFailure) -> UpdateMigration {
        try validate(request) { validator in
            validator.host(request.host, routingKey: routingKey)
            validator.check(request.migrationUuid, "migration_uuid", Rules.uuid)
            validator.check(request.status, "status", Rules.migrationStatus)
            if request.hasMigration { validator.isOf(request.migration, uuid: request.migrationUuid) }
            if request.hasInstance {
                validator.within("instance") { $0.instance(request.instance, flavorRequired: false) }
            }
        }
        guard let status = MigrationStatus(rawValue: request.status) else {
            // The validation above has refused every other text.
            preconditionFailure("a status that passed its rule is one of the statuses")
        }
        return UpdateMigration(
            host: request.host,
            migrationUUID: request.migrationUuid.lowercased(),
            status: status,
            migration: request.hasMigration ? try report(request.migration) : nil,
            location: request.hasInstance ? try instance(request.instance).home : nil)
    }

    /// Reads a host's record of a move.
    package static func getMigration(
        _ request: Berth_Tracker_V1_GetMigrationRequest, routingKey: String
    ) throws(ValidationFailure) -> GetMigration {
        try validate(request) { validator in
            validator.host(request.host, routingKey: routingKey)
            validator.check(request.migrationUuid, "migration_uuid", Rules.uuid)
        }
        return GetMigration(host: request.host, migrationUUID: request.migrationUuid.lowercased())
    }

    /// What a host measured.
    package static func reportMetrics(
        _ request: Berth_Tracker_V1_ReportMetricsRequest, routingKey: String
    ) throws(ValidationFailure) -> ReportMetrics {
        try validate(request) { validator in
            validator.address(host: request.host, node: request.node, routingKey: routingKey)
            validator.check(request.hostIp, "host_ip", Rules.line)
            validator.metrics(request.metrics)
        }
        let metrics = try value(of: "metrics") { () throws(MappingError) in
            try request.metrics.map { metric throws(MappingError) in try Metric(metric) }
        }
        return ReportMetrics(
            node: NodeIdentifier(host: request.host, name: request.node), hostIP: request.hostIp, metrics: metrics)
    }

    static func report(_ wire: Berth_Tracker_V1_Migration) throws(ValidationFailure) -> MigrationReport {
        try value(of: "migration") { () throws(MappingError) in try MigrationReport(wire) }
    }
}

package import Tracker
package import Wire

extension RequestMapping {
    /// Takes devices for a grant outside its claim.
    package static func claimDevices(
        _ request: Berth_Tracker_V1_ClaimPciDevicesRequest, routingKey: String
    ) throws(ValidationFailure) -> ClaimDevices {
        try validate(request) { validator in
            validator.address(host: request.host, node: request.node, routingKey: routingKey)
            validator.check(request.instanceUuid, "instance_uuid", Rules.uuid)
            validator.pciRequests(request.requests, field: "requests")
            // Made up for the caller it would be of no use: both ends of a live migration pair devices by it.
            validator.each(request.requests, "requests", Rules.requests) { validator, request in
                if request.requestID.isEmpty { validator.refuse("request_id", "must be given") }
            }
            validator.set(request.numaCells, "numa_cells", Rules.cells, Rules.cell)
            validator.check(request.migrationUuid, "migration_uuid", Rules.uuid.orEmpty)
        }
        let requests = try value(of: "requests") { () throws(MappingError) in
            try request.requests.map { request throws(MappingError) in try PCIRequest(request).normalized }
        }
        return ClaimDevices(
            node: NodeIdentifier(host: request.host, name: request.node),
            instanceUUID: request.instanceUuid.lowercased(), requests: requests, hostCells: request.numaCells,
            migrationUUID: request.migrationUuid.lowercased())
    }

    /// The devices taken for an instance are in use.
    package static func allocateDevices(
        _ request: Berth_Tracker_V1_AllocatePciDevicesRequest, routingKey: String
    ) throws(ValidationFailure) -> AllocateDevices {
        try validate(request) { validator in
            validator.address(host: request.host, node: request.node, routingKey: routingKey)
            validator.check(request.instanceUuid, "instance_uuid", Rules.uuid)
            validator.check(request.migrationUuid, "migration_uuid", Rules.uuid.orEmpty)
        }
        return AllocateDevices(
            node: NodeIdentifier(host: request.host, name: request.node),
            instanceUUID: request.instanceUuid.lowercased(), migrationUUID: request.migrationUuid.lowercased())
    }

    /// Lets go of devices of an instance.
    package static func freeDevices(
        _ request: Berth_Tracker_V1_FreePciDevicesRequest, routingKey: String
    ) throws(ValidationFailure) -> FreeDevices {
        try validate(request) { validator in
            validator.address(host: request.host, node: request.node, routingKey: routingKey)
            validator.check(request.instanceUuid, "instance_uuid", Rules.uuid)
            validator.check(request.migrationUuid, "migration_uuid", Rules.uuid.orEmpty)
            validator.each(request.addresses, "addresses", Rules.devices) { validator, address in
                if let violation = Rules.pciAddress.violation(of: address) { validator.refuse(violation) }
            }
        }
        let scope = try value(of: "scope") { () throws(MappingError) in
            try EnumTables.freeScope.model(request.scope)
        }
        return FreeDevices(
            node: NodeIdentifier(host: request.host, name: request.node),
            instanceUUID: request.instanceUuid.lowercased(), addresses: request.addresses.map { $0.lowercased() },
            scope: scope ?? .both, migrationUUID: request.migrationUuid.lowercased())
    }
}

package import Tracker
package import Wire

extension RequestMapping {
    /// Holds resources for an instance.
    package static func claimInstance(
        _ request: Berth_Tracker_V1_ClaimInstanceRequest, routingKey: String
    ) throws(ValidationFailure) -> ClaimInstance {
        try validate(request) { validator in
            validator.address(host: request.host, node: request.node, routingKey: routingKey)
            validator.required(request.hasInstance, "instance") {
                $0.instance(request.instance, flavorRequired: true)
            }
            validator.within("limits") { $0.limits(request.limits) }
            validator.allocations(request.allocations)
            if request.hasLease { validator.lease(request.lease) }
        }
        let lease = try value(of: "lease") { () throws(MappingError) in
            request.hasLease ? try nanoseconds(of: request.lease) : nil
        }
        return ClaimInstance(
            node: NodeIdentifier(host: request.host, name: request.node),
            instance: try instance(request.instance),
            limits: Limits(request.limits),
            allocations: request.allocations.map { Allocation($0).normalized },
            leaseNanoseconds: lease)
    }

    /// Releases an instance's claim.
    package static func abortInstanceClaim(
        _ request: Berth_Tracker_V1_AbortInstanceClaimRequest, routingKey: String
    ) throws(ValidationFailure) -> AbortInstanceClaim {
        try validate(request) { validator in
            validator.address(host: request.host, node: request.node, routingKey: routingKey)
            validator.check(request.instanceUuid, "instance_uuid", Rules.uuid)
            validator.check(request.claimRequestID, "claim_request_id", Rules.requestKey.orEmpty)
        }
        return AbortInstanceClaim(
            node: NodeIdentifier(host: request.host, name: request.node),
            instanceUUID: request.instanceUuid.lowercased(),
            claimRequestID: request.claimRequestID)
    }

    /// Takes over an instance's new state.
    package static func updateInstance(
        _ request: Berth_Tracker_V1_UpdateInstanceRequest, routingKey: String
    ) throws(ValidationFailure) -> UpdateInstance {
        try validate(request) { validator in
            validator.address(host: request.host, node: request.node, routingKey: routingKey)
            validator.required(request.hasInstance, "instance") {
                $0.instance(request.instance, flavorRequired: false)
            }
        }
        return UpdateInstance(
            node: NodeIdentifier(host: request.host, name: request.node),
            instance: try instance(request.instance),
            hasFlavor: request.instance.hasFlavor)
    }

    /// Reads a host's record of an instance.
    package static func getInstance(
        _ request: Berth_Tracker_V1_GetInstanceRequest, routingKey: String
    ) throws(ValidationFailure) -> InstanceIdentifier {
        try validate(request) { validator in
            validator.host(request.host, routingKey: routingKey)
            validator.check(request.instanceUuid, "instance_uuid", Rules.uuid)
        }
        return InstanceIdentifier(host: request.host, uuid: request.instanceUuid.lowercased())
    }

    /// Asks whether an instance would fit.
    package static func checkFit(
        _ request: Berth_Tracker_V1_CheckFitRequest, routingKey: String
    ) throws(ValidationFailure) -> CheckFit {
        try validate(request) { validator in
            validator.host(request.host, routingKey: routingKey)
            validator.nodeNames(request.nodes)
            validator.required(request.hasInstance, "instance") {
                $0.instance(request.instance, flavorRequired: true)
            }
            validator.within("limits") { $0.limits(request.limits) }
            validator.allocations(request.allocations)
        }
        return CheckFit(
            host: request.host,
            nodes: request.nodes,
            instance: try instance(request.instance),
            limits: Limits(request.limits),
            allocations: request.allocations.map { Allocation($0).normalized })
    }

    /// Counts how a build ended.
    package static func reportBuildResult(
        _ request: Berth_Tracker_V1_ReportBuildResultRequest, routingKey: String
    ) throws(ValidationFailure) -> ReportBuildResult {
        try validate(request) { validator in
            validator.address(host: request.host, node: request.node, routingKey: routingKey)
            validator.check(request.instanceUuid, "instance_uuid", Rules.uuid.orEmpty)
        }
        return ReportBuildResult(
            node: NodeIdentifier(host: request.host, name: request.node),
            instanceUUID: request.instanceUuid.lowercased(),
            isSuccess: request.succeeded)
    }

    /// Ends a lease: the message that a worker sends itself, under the same rules as everyone's.
    package static func endLease(
        _ request: Berth_Journal_V1_EndLease, routingKey: String
    ) throws(ValidationFailure) -> EndLease {
        try validate(request) { validator in
            validator.host(request.host, routingKey: routingKey)
            validator.check(request.instanceUuid, "instance_uuid", Rules.uuid)
            validator.check(request.claimRequestID, "claim_request_id", Rules.requestKey.orEmpty)
            validator.timestamp(request.leaseEndTime, "lease_end_time")
        }
        let end = try value(of: "lease_end_time") { () throws(MappingError) in try Instant(request.leaseEndTime) }
        return EndLease(
            instance: InstanceIdentifier(host: request.host, uuid: request.instanceUuid.lowercased()),
            claimRequestID: request.claimRequestID,
            leaseEndTime: end)
    }

    /// The key that an outcome is asked for by.
    package static func outcomeKey(
        _ request: Berth_Tracker_V1_GetOutcomeRequest, routingKey: String
    ) throws(ValidationFailure) -> String {
        try validate(request) { validator in
            validator.host(request.host, routingKey: routingKey)
            validator.check(request.requestID, "request_id", Rules.requestKey)
        }
        return request.requestID
    }

    static func instance(_ wire: Berth_Tracker_V1_Instance) throws(ValidationFailure) -> Instance {
        try value(of: "instance") { () throws(MappingError) in try Instance(wire) }.normalized
    }
}

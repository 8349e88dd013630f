package import SwiftProtobuf
package import Tracker
package import Wire

/// Makes commands of the core from requests, after checking every field.
///
/// The messages are what the codec decoded; nothing in them is trusted.
package enum RequestMapping {
    /// The command of a request.
    ///
    /// - Parameters:
    ///   - message: of the method's request type, as the codec decodes it.
    ///   - routingKey: what the request was routed by; must equal its host, where it has one.
    /// - Throws: every field that breaks its rule, or `unimplemented`.
    package static func command(
        method: Method, message: any SwiftProtobuf.Message, routingKey: String
    ) throws(ValidationFailure) -> Command {
        switch method {
        case .reportInventory: .reportInventory(try reportInventory(cast(message), routingKey: routingKey))
        case .setNodeEnabled: .setNodeEnabled(try setNodeEnabled(cast(message), routingKey: routingKey))
        case .removeNode: .removeNode(try removeNode(cast(message), routingKey: routingKey))
        case .getNode: .getNode(try getNode(cast(message), routingKey: routingKey))
        case .listNodes: .listNodes(try listNodes(cast(message)))
        case .claimInstance: .claimInstance(try claimInstance(cast(message), routingKey: routingKey))
        case .abortInstanceClaim: .abortInstanceClaim(try abortInstanceClaim(cast(message), routingKey: routingKey))
        case .updateInstance: .updateInstance(try updateInstance(cast(message), routingKey: routingKey))
        case .getInstance: .getInstance(try getInstance(cast(message), routingKey: routingKey))
        case .checkFit: .checkFit(try checkFit(cast(message), routingKey: routingKey))
        case .reportBuildResult: .reportBuildResult(try reportBuildResult(cast(message), routingKey: routingKey))
        case .claimMove: .claimMove(try claimMove(cast(message), routingKey: routingKey))
        case .abortMove: .abortMove(try abortMove(cast(message), routingKey: routingKey))
        case .finishMove: .finishMove(try finishMove(cast(message), routingKey: routingKey))
        case .confirmMove: .confirmMove(try confirmMove(cast(message), routingKey: routingKey))
        case .revertMove: .revertMove(try revertMove(cast(message), routingKey: routingKey))
        case .updateMigration: .updateMigration(try updateMigration(cast(message), routingKey: routingKey))
        case .getMigration: .getMigration(try getMigration(cast(message), routingKey: routingKey))
        case .reportMetrics: .reportMetrics(try reportMetrics(cast(message), routingKey: routingKey))
        case .auditNode: .auditNode(try auditNode(cast(message), routingKey: routingKey))
        case .claimPciDevices: .claimDevices(try claimDevices(cast(message), routingKey: routingKey))
        case .allocatePciDevices: .allocateDevices(try allocateDevices(cast(message), routingKey: routingKey))
        case .freePciDevices: .freeDevices(try freeDevices(cast(message), routingKey: routingKey))
        case .getOutcome, .listHeldRequests, .getHeldRequest, .releaseHeldRequest, .dropHeldRequest:
            throw .unimplemented(method)
        }
    }

    /// The message as the type of its method; another type is the caller's mistake, never the sender's.
    private static func cast<M: SwiftProtobuf.Message>(_ message: any SwiftProtobuf.Message) -> M {
        guard let message = message as? M else {
            // The codec chose the type by the same method; what a sender writes cannot change it.
            preconditionFailure("the message must be the method's request type, \(M.protoMessageName)")
        }
        return message
    }

    /// Runs the checks of one request, and looks for what the schema does not know.
    static func validate(
        _ message: some SwiftProtobuf.Message, _ checks: (inout Validator) -> Void
    ) throws(ValidationFailure) {
        var validator = Validator()
        checks(&validator)
        validator.unknownItems(in: message)
        guard validator.violations.isEmpty else { throw ValidationFailure(violations: validator.violations) }
    }

    /// Makes a value of a field that has been checked.
    static func value<Value>(
        of field: String, _ make: () throws(MappingError) -> Value
    ) throws(ValidationFailure) -> Value {
        do {
            return try make()
        } catch {
            throw ValidationFailure(violations: [FieldViolation(field: field, description: error.message)])
        }
    }
}

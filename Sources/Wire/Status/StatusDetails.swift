import SwiftProtobuf

/// Why a request was not applied: for people, and typed for programs.
///
/// Travels as `google.rpc.Status`.
///
/// The worker fills it in and writes it; a client reads it back. Lists keep their order.
public struct StatusDetails: Sendable, Hashable {
    /// The domain of every `ErrorInfo` of Berth.
    public static let domain = "berth"
    /// The entry of `metadata` that counts the details left out because the status would have become too large.
    public static let leftOutKey = "details_left_out"

    /// The status code.
    public var code: StatusCode
    /// The message for people.
    public var message: String
    /// Why, as a stable identifier in UPPER_SNAKE_CASE.
    public var reason: String
    /// What the reason needs: `from`, `to` and `allowed` of a transition, for example.
    public var metadata: [String: String]
    /// When sending again makes sense; nil: nothing is said about it.
    public var retryDelay: Duration?
    /// What state stands in the way.
    public var preconditions: [Google_Rpc_PreconditionFailure.Violation]
    /// What the status is about.
    public var resources: [Google_Rpc_ResourceInfo]
    /// The fields that broke their rule, all of them.
    public var fieldViolations: [Google_Rpc_BadRequest.FieldViolation]
    /// What falls short, one entry per resource.
    public var shortfalls: [Berth_Tracker_V1_Shortfall]
    /// What is held already.
    public var grants: [Berth_Tracker_V1_Grant]
    /// Type URLs of received details that this version does not know; never written.
    public internal(set) var unknownDetails: [String]

    /// Makes a status without details but the reason.
    public init(_ code: StatusCode, reason: String, message: String, metadata: [String: String] = [:]) {
        self.code = code
        self.message = message
        self.reason = reason
        self.metadata = metadata
        preconditions = []
        resources = []
        fieldViolations = []
        shortfalls = []
        grants = []
        unknownDetails = []
    }

    /// Adds a field that broke its rule.
    ///
    /// - Parameters:
    ///   - field: the path as the schema names it: `instance.flavor.vcpus`.
    ///   - description: what is wrong, for people; without the value.
    ///   - reason: stable identifier, UPPER_SNAKE_CASE; may be empty.
    public mutating func addViolation(field: String, description: String, reason: String = "") {
        fieldViolations.append(
            .with {
                $0.field = field
                $0.description_p = description
                $0.reason = reason
            })
    }

    /// Adds a thing that the status is about: a node, an instance, a migration, a request.
    public mutating func addResource(type: String, name: String, owner: String = "", description: String = "") {
        resources.append(
            .with {
                $0.resourceType = type
                $0.resourceName = name
                $0.owner = owner
                $0.description_p = description
            })
    }

    /// Adds a state that stands in the way.
    public mutating func addPrecondition(type: String, subject: String, description: String) {
        preconditions.append(
            .with {
                $0.type = type
                $0.subject = subject
                $0.description_p = description
            })
    }

    /// How many details the sender left out; 0: none.
    public var leftOut: Int { metadata[StatusDetails.leftOutKey].flatMap { Int($0) } ?? 0 }
}

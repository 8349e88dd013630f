/// A business answer "no": a value, not an error.
///
/// It has no facts, so it changes nothing.
public struct Refusal: Hashable, Sendable {
    /// The class of the refusal; each maps to one status code.
    public enum Code: String, CaseIterable, Hashable, Sendable {
        case invalidArgument, notFound, alreadyExists, resourceExhausted, failedPrecondition, aborted, unimplemented
    }

    /// The class.
    public var code: Code
    /// Stable identifier in upper snake case, such as `NODE_DISABLED`.
    public var reason: String
    /// For people: what, where, what to do.
    public var message: String
    /// Every field that breaks a rule.
    public var violations: [FieldViolation]
    /// Every resource that falls short, in the order memory, disk, VCPU, NUMA, PCI, named units.
    public var shortfalls: [Shortfall]
    /// What is held already.
    public var held: Grant?
    /// What was asked for beyond plain amounts, so that it can be told later who had it; absent: it does not matter.
    public var places: RequestedPlaces?
    /// More for machines, such as `from`, `to`, `allowed`, `migration`.
    public var metadata: [String: String]

    /// Makes a refusal.
    public init(
        _ code: Code, reason: String, message: String, violations: [FieldViolation] = [],
        shortfalls: [Shortfall] = [], held: Grant? = nil, places: RequestedPlaces? = nil,
        metadata: [String: String] = [:]
    ) {
        self.code = code
        self.reason = reason
        self.message = message
        self.violations = violations
        self.shortfalls = shortfalls
        self.held = held
        self.places = places
        self.metadata = metadata
    }
}

/// One field that breaks its rule.
public struct FieldViolation: Hashable, Sendable {
    /// Path in the request, such as `instance.flavor.vcpus`.
    public var field: String
    /// The rule, and what was found.
    public var description: String

    /// Makes one from its parts.
    public init(field: String, description: String) {
        self.field = field
        self.description = description
    }
}

/// A rule that the extra specifications of a flavor or the properties of an image break.
public struct ConstraintError: Error, Hashable, Sendable {
    /// Stable names; those of the reference (NUMA, 2).
    public struct Reason: RawRepresentable, Hashable, Sendable {
        /// The name.
        public let rawValue: String

        /// Makes one from its name.
        public init(rawValue: String) { self.rawValue = rawValue }
    }

    /// Which rule.
    public var reason: Reason
    /// The offending key as the flavor or image has it, such as `hw:cpu_policy`; empty: no single key is to blame.
    public var key: String
    /// Its value.
    public var value: String
    /// What is allowed, for people.
    public var allowed: String
    /// What is wrong and what to do, for people.
    public var message: String

    /// Makes one from its parts.
    public init(_ reason: Reason, key: String, value: String, allowed: String, message: String) {
        self.reason = reason
        self.key = key
        self.value = value
        self.allowed = allowed
        self.message = message
    }
}

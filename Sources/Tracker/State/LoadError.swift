/// Stored entities that make no state: one of them contradicts another.
public struct LoadError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong; open, later versions may add some.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// Stable identifier in upper snake case.
        public var rawValue: String

        /// Makes a code from its identifier.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Two rows describe the same entity.
        public static let duplicateEntity = Code(rawValue: "DUPLICATE_ENTITY")
        /// A node has no counters, or counters have no node.
        public static let incompleteNode = Code(rawValue: "INCOMPLETE_NODE")
        /// Two nodes have one UUID.
        public static let duplicateNodeUUID = Code(rawValue: "DUPLICATE_NODE_UUID")
        /// A record of an instance holds nothing.
        public static let recordWithoutGrant = Code(rawValue: "RECORD_WITHOUT_GRANT")
        /// A grant belongs to another instance or host than its record.
        public static let foreignGrant = Code(rawValue: "FOREIGN_GRANT")
        /// A grant is on a node that is not stored.
        public static let unknownNode = Code(rawValue: "UNKNOWN_NODE")
        /// An instance has two grants of its own.
        public static let duplicateGrant = Code(rawValue: "DUPLICATE_GRANT")
    }

    /// What is wrong.
    public var code: Code
    /// Which entity it was found in.
    public var entity: EntityIdentifier
    /// For people: what, where, what to do.
    public var message: String

    /// Makes an error.
    public init(_ code: Code, entity: EntityIdentifier, message: String) {
        self.code = code
        self.entity = entity
        self.message = message
    }

    /// Safe to log: names the entity and the rule that it breaks.
    public var description: String { "\(code.rawValue): \(message)" }
}

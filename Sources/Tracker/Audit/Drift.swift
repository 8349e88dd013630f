/// One difference between what the tracker holds and what the cloud's database says.
public struct Drift: Hashable, Sendable {
    /// What differs.
    public enum Kind: String, CaseIterable, Hashable, Sendable {
        /// An instance, or a guest, that the tracker does not hold here.
        case unknownInstance
        /// The tracker holds an instance that the database does not have here.
        case missingInstance
        /// What is held differs from what the instance's size says.
        case usageMismatch
        /// A migration that is no longer what moves its instance.
        case staleMigration
        /// A device in the hands of nobody who is known.
        case orphanedDevice
        /// A named unit in use that the node no longer lists.
        case missingResource
        /// An input that breaks a rule; it was left out.
        case invalidItem
        /// A device in use that the node no longer reports.
        case lostDevice
        /// The node, or the service that owns it, is not the one that was known.
        case nodeIdentity
        /// Changed after the inputs were read; it was left as it is.
        case changedSince
    }

    /// What differs.
    public var kind: Kind
    /// UUID, address or name of what differs.
    public var subject: String
    /// For people: what was found, and what was done about it.
    public var message: String
    /// Whether the audit has put it right.
    public var isRepaired: Bool

    /// Makes one from its parts.
    public init(_ kind: Kind, subject: String, message: String, isRepaired: Bool) {
        self.kind = kind
        self.subject = subject
        self.message = message
        self.isRepaired = isRepaired
    }
}

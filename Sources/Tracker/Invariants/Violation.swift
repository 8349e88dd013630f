/// An invariant that does not hold; there is none unless the code or the store is broken.
public struct Violation: Hashable, Sendable, Comparable {
    /// Which invariant.
    public enum Kind: String, CaseIterable, Hashable, Sendable {
        /// What is published as held differs from the reserve plus the sum of the grants.
        case usageMismatch = "USAGE_MISMATCH"
        /// A counter differs from what the instances add up to.
        case statisticsMismatch = "STATISTICS_MISMATCH"
        /// A grant is on a node that is not known.
        case grantWithoutNode = "GRANT_WITHOUT_NODE"
        /// An instance has more than one grant of its own on a host, or on several without a move between them.
        case duplicateInstanceGrant = "DUPLICATE_INSTANCE_GRANT"
        /// A named unit is in two hands.
        case unitHeldTwice = "UNIT_HELD_TWICE"
        /// A host CPU is in two hands.
        case cpuHeldTwice = "CPU_HELD_TWICE"
        /// A guest's place is not one that its cells can have.
        case inconsistentPlace = "INCONSISTENT_PLACE"
        /// A PCI device is in two hands, or a physical function is in use together with one of its functions.
        case deviceHeldTwice = "DEVICE_HELD_TWICE"
        /// A held device names another holder, or none.
        case inconsistentDevice = "INCONSISTENT_DEVICE"
        /// A lease without a grant that ends, or a grant that ends without a lease.
        case leaseMismatch = "LEASE_MISMATCH"
        /// A record of an instance holds nothing.
        case recordWithoutGrant = "RECORD_WITHOUT_GRANT"
        /// An instance holds something although its state says that it must not.
        case removableHeld = "REMOVABLE_HELD"
        /// Something held is negative.
        case negativeAmount = "NEGATIVE_AMOUNT"
        /// An entity is kept under another identity than its own.
        case inconsistentIdentity = "INCONSISTENT_IDENTITY"
        /// A move's claim, or what is kept for a revert, without the side's record of a move that holds it.
        case moveGrantWithoutMove = "MOVE_GRANT_WITHOUT_MOVE"
        /// A side of a move holds something else than its status says.
        case moveHoldingMismatch = "MOVE_HOLDING_MISMATCH"
        /// A migration has a status that its kind of move cannot have, or names another node than its side's.
        case inconsistentMove = "INCONSISTENT_MOVE"
        /// An instance has more than one move under way on a host.
        case secondMove = "SECOND_MOVE"
        /// An index disagrees with what it indexes.
        case indexMismatch = "INDEX_MISMATCH"

        /// Whether a state with it can be served all the same.
        ///
        /// A device in two hands is a matter of two guests, as old records may have it: nobody gets it, audits tell it,
        /// and no backup is better.
        public var canBeServed: Bool { self == .deviceHeldTwice }
    }

    /// Which invariant.
    public var kind: Kind
    /// The node, instance or unit concerned.
    public var subject: String
    /// For people: what was expected, and what was found.
    public var message: String

    /// Makes one from its parts.
    public init(_ kind: Kind, subject: String, message: String) {
        self.kind = kind
        self.subject = subject
        self.message = message
    }

    /// Orders by kind, then by subject, then by message.
    public static func < (left: Self, right: Self) -> Bool {
        (left.kind.rawValue, left.subject, left.message) < (right.kind.rawValue, right.subject, right.message)
    }
}

/// Who holds an allocation on a node's provider, as the cloud's database knows it.
public struct Consumer: Hashable, Sendable {
    /// An instance or a migration; lower-case UUID.
    public var uuid: String
    /// False: not even as a deleted record.
    public var isKnown: Bool
    /// Its record is deleted.
    public var isDeleted: Bool
    /// The losing copy of a move between cells.
    public var isHidden: Bool
    /// Where it is; empty: nowhere yet.
    public var host: String
    /// Where it is.
    public var node: String
    /// What is being done with it; empty: nothing.
    public var taskState: String

    /// Makes one from its parts.
    public init(
        uuid: String, isKnown: Bool = true, isDeleted: Bool = false, isHidden: Bool = false, host: String = "",
        node: String = "", taskState: String = ""
    ) {
        self.uuid = uuid
        self.isKnown = isKnown
        self.isDeleted = isDeleted
        self.isHidden = isHidden
        self.host = host
        self.node = node
        self.taskState = taskState
    }
}

/// Whether a consumer's allocation on a node's provider is to be kept, and why (claims and moves, 9.5).
public struct AllocationVerdict: Hashable, Sendable {
    /// Why; the raw value is the stable identifier.
    public enum Reason: String, CaseIterable, Hashable, Sendable {
        /// The tracker holds the instance here.
        case tracked = "TRACKED"
        /// A migration that is not over.
        case migrationOpen = "MIGRATION_OPEN"
        /// Not known, probably being created.
        case unknown = "UNKNOWN_CONSUMER"
        /// Its record is deleted.
        case deleted = "INSTANCE_DELETED"
        /// Deleted and hidden: a move between cells owns it.
        case hidden = "INSTANCE_HIDDEN"
        /// Scheduled, not started.
        case scheduled = "SCHEDULED"
        /// Here, with a claim or unshelve in flight.
        case inFlight = "TASK_IN_PROGRESS"
        /// Here, untracked and without a task.
        case untracked = "UNTRACKED_HERE"
        /// On another host.
        case elsewhere = "INSTANCE_ELSEWHERE"
    }

    /// The consumer.
    public var uuid: String
    /// True: its allocation is to be deleted, not forced.
    public var isToBeDeleted: Bool
    /// Why.
    public var reason: Reason
    /// Whether somebody should look into it.
    public var isWarning: Bool

    /// Makes one from its parts.
    public init(uuid: String, isToBeDeleted: Bool = false, reason: Reason, isWarning: Bool = false) {
        self.uuid = uuid
        self.isToBeDeleted = isToBeDeleted
        self.reason = reason
        self.isWarning = isWarning
    }

    /// The verdict on a consumer; the first rule that matches decides.
    ///
    /// - Parameters:
    ///   - node: whose provider it is.
    ///   - isTracked: whether the tracker holds the instance's own grant here.
    ///   - isOpenMigration: whether it is a migration that is not over and has this node as an end.
    ///   - isListed: whether the database has the instance on this node.
    public static func verdict(
        on consumer: Consumer, of node: NodeIdentifier, isTracked: Bool, isOpenMigration: Bool, isListed: Bool
    ) -> AllocationVerdict {
        let uuid = consumer.uuid
        if isTracked { return AllocationVerdict(uuid: uuid, reason: .tracked) }
        if isOpenMigration { return AllocationVerdict(uuid: uuid, reason: .migrationOpen) }
        if !isListed, !consumer.isKnown { return AllocationVerdict(uuid: uuid, reason: .unknown) }
        if consumer.isDeleted {
            return consumer.isHidden
                ? AllocationVerdict(uuid: uuid, reason: .hidden)
                : AllocationVerdict(uuid: uuid, isToBeDeleted: true, reason: .deleted)
        }
        if consumer.host.isEmpty { return AllocationVerdict(uuid: uuid, reason: .scheduled) }
        guard consumer.host == node.host, consumer.node == node.name else {
            return AllocationVerdict(uuid: uuid, reason: .elsewhere, isWarning: true)
        }
        return consumer.taskState.isEmpty
            ? AllocationVerdict(uuid: uuid, reason: .untracked, isWarning: true)
            : AllocationVerdict(uuid: uuid, reason: .inFlight)
    }
}

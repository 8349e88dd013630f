/// One side of a move took a step.
///
/// What it holds afterwards on its node is said grant by grant: a hand-over releases a grant and makes it again under
/// its new side.
public struct MigrationChanged: Hashable, Sendable {
    /// The side's record, as it is afterwards; its generation is set when the fact is applied.
    public var record: MigrationRecord
    /// The status before; absent: the side had no record.
    public var previousStatus: MigrationStatus?
    /// What the side no longer holds on its node, as recorded.
    public var released: [Grant]
    /// What the side holds on its node from now on.
    public var granted: [Grant]
    /// The instance as the side's host knows it afterwards; absent: as before.
    public var instance: Instance?
    /// Why something is free again; absent: nothing is.
    public var cause: ReleaseCause?

    /// Makes one from its parts.
    public init(
        record: MigrationRecord,
        previousStatus: MigrationStatus?,
        released: [Grant] = [],
        granted: [Grant] = [],
        instance: Instance? = nil,
        cause: ReleaseCause? = nil
    ) {
        self.record = record
        self.previousStatus = previousStatus
        self.released = released
        self.granted = granted
        self.instance = instance
        self.cause = cause
    }
}

/// One side's record of a move was dropped: its destination is to be claimed elsewhere, or it ended long ago.
public struct MigrationForgotten: Hashable, Sendable {
    /// Whose record.
    public var migration: MigrationIdentifier
    /// The side's node.
    public var node: NodeIdentifier
    /// What the side no longer holds there, as recorded.
    public var released: [Grant]
    /// Why it is free again; absent: nothing was held.
    public var cause: ReleaseCause?

    /// Makes one from its parts.
    public init(
        migration: MigrationIdentifier, node: NodeIdentifier, released: [Grant] = [], cause: ReleaseCause? = nil
    ) {
        self.migration = migration
        self.node = node
        self.released = released
        self.cause = cause
    }
}

/// An audit found differences; what it repaired stands in the facts before this one.
public struct DriftFound: Hashable, Sendable {
    /// The audited node.
    public var node: NodeIdentifier
    /// What was found, in order of kind and subject.
    public var drifts: [Drift]

    /// Makes one from its parts.
    public init(node: NodeIdentifier, drifts: [Drift]) {
        self.node = node
        self.drifts = drifts
    }
}

/// A host reported what it measured.
public struct MetricsReported: Hashable, Sendable {
    /// Which node.
    public var node: NodeIdentifier
    /// Address of the host.
    public var hostIP: String
    /// The measurements, as reported.
    public var metrics: [Metric]

    /// Makes one from its parts.
    public init(node: NodeIdentifier, hostIP: String = "", metrics: [Metric]) {
        self.node = node
        self.hostIP = hostIP
        self.metrics = metrics
    }
}

/// The memory held for guests that the hypervisor runs and the tracker does not know changed.
public struct OrphanMemoryChanged: Hashable, Sendable {
    /// Which node.
    public var node: NodeIdentifier
    /// MiB, afterwards.
    public var mebibytes: Int64

    /// Makes one from its parts.
    public init(node: NodeIdentifier, mebibytes: Int64) {
        self.node = node
        self.mebibytes = mebibytes
    }
}

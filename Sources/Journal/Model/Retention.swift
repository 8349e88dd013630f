/// How long things are kept that are not state; every figure is a minimum.
public struct Retention: Hashable, Sendable {
    /// How long the keys of applied, refused and held requests are kept; whole days (UTC) are dropped.
    ///
    /// Must be longer than the longest time that a request may be held.
    public var keys: Duration

    /// How long the keys of requests are kept that never reached the core.
    public var turnedAwayKeys: Duration

    /// How long dead letters and their keys are remembered.
    public var deadLetters: Duration

    /// How long journal entries are kept; those since the oldest base always are.
    public var journal: Duration

    /// Makes a retention; the defaults are 3 days, an hour, 90 days and 30 days.
    public init(
        keys: Duration = .seconds(3 * 86_400), turnedAwayKeys: Duration = .seconds(3_600),
        deadLetters: Duration = .seconds(90 * 86_400), journal: Duration = .seconds(30 * 86_400)
    ) {
        self.keys = keys
        self.turnedAwayKeys = turnedAwayKeys
        self.deadLetters = deadLetters
        self.journal = journal
    }
}

/// What one run of pruning removed.
public struct PruneReport: Hashable, Sendable {
    /// The days (`YYYYMMDD`) whose keys were dropped, ascending.
    public var droppedKeyDays: [Int]

    /// How many keys of turned-away requests were removed.
    public var turnedAwayKeys: Int

    /// How many keys of dead requests were removed.
    public var deadKeys: Int

    /// How many remembered dead letters were removed.
    public var deadLetters: Int

    /// How many journal entries were removed.
    public var entries: Int

    /// Makes a report of nothing.
    public init() {
        droppedKeyDays = []
        turnedAwayKeys = 0
        deadKeys = 0
        deadLetters = 0
        entries = 0
    }
}

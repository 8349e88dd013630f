/// The place of an entry in the journal of one shard; 1 is the first, and there are no gaps.
public struct JournalPosition: Comparable, Hashable, Sendable {
    /// The number itself; 0 stands for "before the first entry".
    public let value: Int64

    /// Makes a position of a number that is not negative.
    public init(_ value: Int64) {
        precondition(value >= 0, "A journal position is never negative.")
        self.value = value
    }

    /// The place before the first entry.
    public static let none = Self(0)

    /// The position of the next entry.
    public var next: Self { Self(value + 1) }

    /// Orders by place: what was decided first is smaller.
    public static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}

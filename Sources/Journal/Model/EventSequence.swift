/// The number of an event among all events of one shard; 1 is the first, and there are no gaps.
public struct EventSequence: Comparable, Hashable, Sendable {
    /// The number itself; 0 stands for "before the first event".
    public let value: Int64

    /// Makes a sequence of a number that is not negative.
    public init(_ value: Int64) {
        precondition(value >= 0, "An event sequence is never negative.")
        self.value = value
    }

    /// The place before the first event.
    public static let none = Self(0)

    /// The sequence of the next event.
    public var next: Self { Self(value + 1) }

    /// Orders by number: what was published first is smaller.
    public static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}

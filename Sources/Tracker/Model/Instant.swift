/// A point in time: nanoseconds since 1970-01-01T00:00:00Z.
///
/// The core has no clock; every instant it knows came with a command.
public struct Instant: Hashable, Sendable, Comparable {
    /// Nanoseconds since the epoch; covers the years 1677 to 2262.
    public var nanoseconds: Int64

    /// Makes an instant from nanoseconds since the epoch.
    public init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// The earlier of two instants is the smaller.
    public static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }

    /// The instant `nanoseconds` later, held at the ends of the range.
    public func advanced(byNanoseconds amount: Int64) -> Instant {
        let (sum, overflow) = nanoseconds.addingReportingOverflow(amount)
        guard overflow else { return Instant(nanoseconds: sum) }
        return Instant(nanoseconds: amount > 0 ? .max : .min)
    }
}

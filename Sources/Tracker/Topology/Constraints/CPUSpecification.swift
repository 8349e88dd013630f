/// A set of CPUs as specification strings describe it, such as `0-3,^2` (NUMA, 1.6).
///
/// It is kept as ranges: what is written in a few characters takes a few words of memory, however many CPUs it means.
public struct CPUSpecification: Hashable, Sendable {
    /// No number is above this one; a written number that is stands for it, and no machine has such a CPU.
    public static let maximumNumber: Int64 = 1 << 62

    /// The set, ascending; ranges neither overlap nor touch.
    public let ranges: [ClosedRange<Int64>]

    /// The empty set.
    public init() { ranges = [] }

    /// A set of CPUs in any order.
    public init(_ cpus: some Sequence<Int32>) { self.init(joining: cpus.map { Int64($0)...Int64($0) }) }

    /// The CPUs from 0 on; none if the number is not above 0.
    public init(count: Int64) { ranges = count > 0 ? [0...min(count, Self.maximumNumber) - 1] : [] }

    /// Ranges in any order, which may overlap; their ends are not above `maximumNumber`.
    init(joining ranges: [ClosedRange<Int64>]) {
        var joined: [ClosedRange<Int64>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = joined.last, range.lowerBound <= last.upperBound + 1 {
                joined[joined.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                joined.append(range)
            }
        }
        self.ranges = joined
    }

    /// Whether there is no CPU.
    public var isEmpty: Bool { ranges.isEmpty }

    /// How many CPUs there are.
    public var count: Int64 { ranges.reduce(0) { $0 + ($1.upperBound - $1.lowerBound + 1) } }

    /// The lowest CPU.
    public var first: Int64? { ranges.first?.lowerBound }

    /// The highest CPU.
    public var last: Int64? { ranges.last?.upperBound }

    /// The CPUs one by one, ascending; absent: there are more than `limit`, or numbers beyond 32 bits.
    public func numbers(limit: Int) -> [Int32]? {
        guard count <= limit, (first ?? 0) >= 0, (last ?? 0) <= Int32.max else { return nil }
        return ranges.flatMap { Int32($0.lowerBound)...Int32($0.upperBound) }
    }
}

extension CPUSpecification {
    /// The CPUs that are in one of the two.
    public func union(_ other: CPUSpecification) -> CPUSpecification {
        CPUSpecification(joining: ranges + other.ranges)
    }

    /// The CPUs that are not in the other.
    public func subtracting(_ other: CPUSpecification) -> CPUSpecification {
        var left: [ClosedRange<Int64>] = []
        var next = 0
        for range in ranges {
            var start = range.lowerBound
            while next < other.ranges.count, other.ranges[next].upperBound < start { next += 1 }
            // A range of the other may reach into our next one: it is passed over only above.
            var index = next
            while index < other.ranges.count, other.ranges[index].lowerBound <= range.upperBound {
                let removed = other.ranges[index]
                if removed.lowerBound > start { left.append(start...(removed.lowerBound - 1)) }
                start = removed.upperBound + 1
                index += 1
            }
            if start <= range.upperBound { left.append(start...range.upperBound) }
        }
        return CPUSpecification(joining: left)
    }

    /// The CPUs that are in both.
    public func intersection(_ other: CPUSpecification) -> CPUSpecification { subtracting(subtracting(other)) }

    /// Whether all CPUs are in the other.
    public func isSubset(of other: CPUSpecification) -> Bool { subtracting(other).isEmpty }
}

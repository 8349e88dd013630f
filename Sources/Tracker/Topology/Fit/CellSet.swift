/// A set of places in a list of at most 256 cells.
struct CellSet: Hashable, Sendable {
    /// More cells than this are in no set; a report has no more.
    static let capacity = 256

    private var low: UInt128 = 0
    private var high: UInt128 = 0

    /// Makes the empty set.
    init() {}

    /// Makes the set of the first places.
    init(upTo count: Int) {
        precondition(count <= Self.capacity, "a set of cells has room for 256 places")
        low = count < 128 ? (1 << UInt128(max(count, 0))) - 1 : .max
        high = count < 128 ? 0 : count < 256 ? (1 << UInt128(count - 128)) - 1 : .max
    }

    /// Whether no place is in it.
    var isEmpty: Bool { low == 0 && high == 0 }

    /// How many places are in it.
    var count: Int { low.nonzeroBitCount + high.nonzeroBitCount }

    /// The first place in it.
    var first: Int? {
        if low != 0 { return low.trailingZeroBitCount }
        return high != 0 ? 128 + high.trailingZeroBitCount : nil
    }

    /// The set as a number, if all places are below 64.
    var number: UInt64 { UInt64(truncatingIfNeeded: low) }

    /// Whether a place is in it.
    func contains(_ place: Int) -> Bool {
        place < 128 ? low & (1 << UInt128(place)) != 0 : high & (1 << UInt128(place - 128)) != 0
    }

    /// Whether the two have a place in common.
    func intersects(_ other: CellSet) -> Bool { low & other.low != 0 || high & other.high != 0 }

    /// Whether every place is in the other one.
    func isSubset(of other: CellSet) -> Bool { low & ~other.low == 0 && high & ~other.high == 0 }

    /// Adds a place.
    mutating func insert(_ place: Int) {
        precondition(place >= 0 && place < Self.capacity, "a set of cells has room for 256 places")
        if place < 128 { low |= 1 << UInt128(place) } else { high |= 1 << UInt128(place - 128) }
    }

    /// Takes a place out.
    mutating func remove(_ place: Int) {
        if place < 128 { low &= ~(1 << UInt128(place)) } else { high &= ~(1 << UInt128(place - 128)) }
    }

    /// Takes the first place out, and tells which it is.
    mutating func popFirst() -> Int? {
        if low != 0 {
            let place = low.trailingZeroBitCount
            low &= low - 1
            return place
        }
        guard high != 0 else { return nil }
        let place = high.trailingZeroBitCount
        high &= high - 1
        return 128 + place
    }

    /// The set with a place added.
    func adding(_ place: Int) -> CellSet {
        var set = self
        set.insert(place)
        return set
    }

    /// The places of both.
    func union(_ other: CellSet) -> CellSet { CellSet(low: low | other.low, high: high | other.high) }

    /// The places that are in both.
    func intersection(_ other: CellSet) -> CellSet { CellSet(low: low & other.low, high: high & other.high) }

    /// The places that are not in the other one.
    func subtracting(_ other: CellSet) -> CellSet { CellSet(low: low & ~other.low, high: high & ~other.high) }

    /// The places in order.
    var places: [Int] {
        var left = self
        var places: [Int] = []
        places.reserveCapacity(count)
        while let place = left.popFirst() { places.append(place) }
        return places
    }

    private init(low: UInt128, high: UInt128) {
        self.low = low
        self.high = high
    }
}

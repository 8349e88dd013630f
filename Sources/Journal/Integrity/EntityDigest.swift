/// A digest over a set of entity rows that does not depend on their order and is kept up row by row.
///
/// It finds damage: a row that was lost, added or changed behind the store's back. It is no defence against forgery.
public struct EntityDigest: Hashable, Sendable, CustomStringConvertible {
    /// The sum of the rows' checksums, modulo 2^64.
    public private(set) var sum: UInt64

    /// How many rows there are.
    public private(set) var count: Int

    /// The digest of no rows.
    public static let empty = Self(sum: 0, count: 0)

    /// Makes a digest of its two parts.
    public init(sum: UInt64, count: Int) {
        self.sum = sum
        self.count = count
    }

    /// Both parts as text, for logs and reports.
    public var description: String {
        let digits = String(sum, radix: 16)
        return "\(String(repeating: "0", count: 16 - digits.count))\(digits)/\(count)"
    }

    /// Puts a row in that is not in yet.
    mutating func add(_ checksum: UInt64) {
        sum = sum &+ checksum
        count += 1
    }

    /// Takes a row out that was put in before; fails with `damaged` if there can be none.
    mutating func remove(_ checksum: UInt64) throws(JournalError) {
        guard count > 0 else { throw .damaged("There are more entity rows than were written.") }
        sum = sum &- checksum
        count -= 1
    }

    /// The checksum of one row.
    static func checksum(_ key: EntityKey, _ value: [UInt8]) -> UInt64 {
        var checksum = RowChecksum(seed: ChecksumSeed.entity.rawValue)
        checksum.combine(key.kind)
        checksum.combine(key.key)
        checksum.combine(value)
        return checksum.value
    }
}

/// The seeds by which the checksums of different kinds of row differ; stored, so they never change.
enum ChecksumSeed: UInt64 {
    case entity = 1
    case journal = 2
    case requestKey = 3
    case outbox = 4
    case held = 5
    case deadLetter = 6
    case store = 7
    case filter = 8
}

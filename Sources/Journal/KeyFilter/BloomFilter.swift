/// A set of hashes that may say "perhaps" of one that it does not hold, and never "no" of one that it does.
///
/// Grows in generations of four times the size, up to a limit in bytes; then the last one takes all, and "perhaps"
/// becomes more frequent.
struct BloomFilter: Sendable {
    private static let bitsPerHash = 10
    private static let probes = 7
    private static let firstBytes = 64 << 10

    private struct Generation: Sendable {
        var words: [UInt64]
        var room: Int
    }

    private let maximumBytes: Int
    private var generations: [Generation] = []

    /// How many hashes were put in, repeated ones included.
    private(set) var count = 0

    init(maximumBytes: Int) {
        self.maximumBytes = maximumBytes
    }

    /// The memory in use.
    var bytes: Int {
        generations.reduce(0) { $0 + $1.words.count * 8 }
    }

    mutating func insert(_ hash: UInt64) {
        growIfNeeded()
        let last = generations.count - 1
        let bits = UInt64(generations[last].words.count * 64)
        for bit in Self.bits(hash, of: bits) {
            generations[last].words[Int(bit >> 6)] |= 1 << (bit & 63)
        }
        generations[last].room -= 1
        count += 1
    }

    func mayContain(_ hash: UInt64) -> Bool {
        generations.contains { generation in
            Self.bits(hash, of: UInt64(generation.words.count * 64)).allSatisfy {
                generation.words[Int($0 >> 6)] & (1 << ($0 & 63)) != 0
            }
        }
    }

    private mutating func growIfNeeded() {
        if let last = generations.last, last.room > 0 { return }
        let wanted = generations.last.map { $0.words.count * 8 * 4 } ?? Self.firstBytes
        let size = min(wanted, maximumBytes - bytes)
        guard generations.isEmpty || size >= Self.firstBytes else { return }
        let words = max(size, 8) / 8
        generations.append(
            Generation(words: [UInt64](repeating: 0, count: words), room: words * 64 / Self.bitsPerHash))
    }

    /// The places of a hash: its two halves span the sequence `first + n * second`.
    private static func bits(_ hash: UInt64, of total: UInt64) -> some Sequence<UInt64> {
        let step = (hash >> 32) | 1
        return (0..<UInt64(probes)).lazy.map { (hash &+ $0 &* (step &* 0x9E37_79B9_7F4A_7C15)) % total }
    }
}

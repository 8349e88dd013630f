import Synchronization

/// What is known in memory about which request keys are stored where: spares the look-up of new ones.
///
/// A key goes in before its transaction is committed, so a stored key is never missed. The key tables are changed only
/// on the store's writer queue; questions may be asked from anywhere.
final class KeyFilter: Sendable {
    private let maximumBytes: Int
    private let isBlind: Bool
    private let filters = Mutex<[KeyTable: BloomFilter]>([:])

    /// Makes an empty filter; each table may take `maximumBytes`.
    init(maximumBytes: Int) {
        self.maximumBytes = maximumBytes
        isBlind = false
    }

    private init() {
        maximumBytes = 0
        isBlind = true
    }

    /// A filter that holds nothing and rules nothing out, for a store that is only read.
    static func blind() -> KeyFilter { KeyFilter() }

    static func hash(_ key: String) -> UInt64 {
        var checksum = RowChecksum(seed: ChecksumSeed.filter.rawValue)
        checksum.combine(key)
        return checksum.value
    }

    func mayKnow(_ key: String) -> Bool {
        guard !isBlind else { return true }
        let hash = Self.hash(key)
        return filters.withLock { filters in filters.values.contains { $0.mayContain(hash) } }
    }

    /// Those of the tables that may hold the hash, in the same order.
    func select(_ tables: [KeyTable], mayHolding hash: UInt64) -> [KeyTable] {
        guard !isBlind else { return tables }
        return filters.withLock { filters in tables.filter { filters[$0]?.mayContain(hash) ?? false } }
    }

    func insert(_ hash: UInt64, into table: KeyTable) {
        filters.withLock { $0[table, default: BloomFilter(maximumBytes: maximumBytes)].insert(hash) }
    }

    /// How many keys went into the filter of a table.
    func count(_ table: KeyTable) -> Int {
        filters.withLock { $0[table]?.count ?? 0 }
    }

    /// Puts a filter over exactly these hashes in the place of a table's filter.
    func rebuild(_ table: KeyTable, hashes: (_ insert: (UInt64) -> Void) throws -> Void) rethrows {
        var filter = BloomFilter(maximumBytes: maximumBytes)
        try hashes { filter.insert($0) }
        filters.withLock { [filter] in $0[table] = filter }
    }

    func remove(_ table: KeyTable) {
        filters.withLock { $0[table] = nil }
    }
}

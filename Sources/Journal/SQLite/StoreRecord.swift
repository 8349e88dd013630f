import GRDB

/// The one row that says where the store stands; read and written by every commit.
struct StoreRecord: Equatable {
    var storeID: String
    var shard: String
    var incarnation: Int64
    var isOpen: Bool
    var stoppedCleanly: Bool
    var mark: [UInt8]?
    var lastPosition: Int64
    var firstKeptPosition: Int64
    var lastSequence: Int64
    var lastOutboxID: Int64
    var lastTimeNanoseconds: Int64
    var entityDigest: EntityDigest

    /// The row of a store that was just made.
    init(storeID: String, shard: String) {
        self.storeID = storeID
        self.shard = shard
        incarnation = 0
        isOpen = false
        stoppedCleanly = true
        mark = nil
        lastPosition = 0
        firstKeptPosition = 1
        lastSequence = 0
        lastOutboxID = 0
        lastTimeNanoseconds = 0
        entityDigest = .empty
    }

    private init(_ row: ResultRow) {
        storeID = row.text(0)
        shard = row.text(1)
        incarnation = row.integer(2)
        isOpen = row.integer(3) != 0
        stoppedCleanly = row.integer(4) != 0
        mark = row.isNull(5) ? nil : row.bytes(5)
        lastPosition = row.integer(6)
        firstKeptPosition = row.integer(7)
        lastSequence = row.integer(8)
        lastOutboxID = row.integer(9)
        lastTimeNanoseconds = row.integer(10)
        entityDigest = EntityDigest(sum: UInt64(bitPattern: row.integer(12)), count: Int(row.integer(11)))
    }

    /// Reads the row; fails with `damaged` if it is missing or is not what was written.
    static func read(_ database: Database) throws -> Self {
        let statement = try PreparedStatement(
            database,
            """
            SELECT store_id, shard, incarnation, is_open, stopped_cleanly, mark, last_position, first_kept_position,
                last_sequence, last_outbox_id, last_time_ns, entity_count, entity_sum, checksum FROM store WHERE id = 1
            """)
        let found = try statement.firstRow { row in
            let record = Self(row)
            guard record.checksum == row.integer(13) else {
                throw JournalError.damaged("The row that describes the store is not what was written.")
            }
            return record
        }
        guard let found else {
            throw JournalError.damaged("The row that describes the store is missing.")
        }
        return found
    }

    /// Writes the row over the one of the same incarnation; fails with `fenced` if there is another owner.
    ///
    /// `replacing` is the incarnation that must be stored; it differs from this one's only at open.
    func write(_ database: Database, replacing: Int64? = nil) throws {
        let statement = try PreparedStatement(
            database,
            """
            UPDATE store SET incarnation = ?, is_open = ?, stopped_cleanly = ?, mark = ?, last_position = ?,
                first_kept_position = ?, last_sequence = ?, last_outbox_id = ?, last_time_ns = ?, entity_count = ?,
                entity_sum = ?, checksum = ? WHERE id = 1 AND incarnation = ?
            """)
        let changed = try statement.run(
            .integer(incarnation), .integer(isOpen ? 1 : 0), .integer(stoppedCleanly ? 1 : 0),
            mark.map { .bytes($0) } ?? .null, .integer(lastPosition), .integer(firstKeptPosition),
            .integer(lastSequence), .integer(lastOutboxID), .integer(lastTimeNanoseconds),
            .integer(Int64(entityDigest.count)), .integer(Int64(bitPattern: entityDigest.sum)), .integer(checksum),
            .integer(replacing ?? incarnation))
        guard changed == 1 else { throw JournalError.fenced(incarnation: incarnation) }
    }

    /// Writes the row of a new store.
    func insert(_ database: Database) throws {
        let statement = try PreparedStatement(
            database, "INSERT INTO store VALUES (1, ?, ?, ?, ?, ?, NULL, ?, ?, ?, ?, ?, ?, ?, ?)")
        try statement.run(
            .text(storeID), .text(shard), .integer(incarnation), .integer(isOpen ? 1 : 0),
            .integer(stoppedCleanly ? 1 : 0), .integer(lastPosition), .integer(firstKeptPosition),
            .integer(lastSequence), .integer(lastOutboxID), .integer(lastTimeNanoseconds),
            .integer(Int64(entityDigest.count)), .integer(Int64(bitPattern: entityDigest.sum)), .integer(checksum))
    }

    private var checksum: Int64 {
        var checksum = RowChecksum(seed: ChecksumSeed.store.rawValue)
        checksum.combine(storeID)
        checksum.combine(shard)
        for number in [
            incarnation, isOpen ? 1 : 0, stoppedCleanly ? 1 : 0, lastPosition, firstKeptPosition, lastSequence,
            lastOutboxID, lastTimeNanoseconds, Int64(entityDigest.count), Int64(bitPattern: entityDigest.sum),
        ] {
            checksum.combine(number)
        }
        checksum.combine(Int64(mark == nil ? 0 : 1))
        checksum.combine(mark ?? [])
        return checksum.stored
    }
}

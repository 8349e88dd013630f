/// The durable memory of one shard: journal, request keys, entity rows, outbox and held requests.
///
/// A store has one owner. Reads see everything that a finished ``commit(_:)`` wrote. All methods may be called from
/// any task; none of them blocks the caller's thread while the disk works.
///
/// Every method that reads or writes may fail with ``JournalError/Code/damaged``, `inputOutput`, `busy`, `database`
/// and, once ``close()`` was called, `closed`; those that write also with `diskFull`, `readOnly`, `fenced` and
/// `outcomeUnknown`.
public protocol JournalStore: Sendable {
    /// Checks what is stored and says where it stands; recomputes the digest over all entity rows.
    func load() async throws(JournalError) -> LoadedJournal

    /// All entity rows, ordered by key; each one's checksum is verified.
    func entities() async throws(JournalError) -> [(key: EntityKey, value: [UInt8])]

    /// Makes a batch durable in one transaction: all of it or nothing.
    ///
    /// After an error nothing of it is stored, except after ``JournalError/Code/outcomeUnknown``: then load again.
    /// Cancelling the calling task does not stop a commit.
    func commit(_ batch: JournalBatch) async throws(JournalError)

    /// Up to `limit` unconfirmed messages with a number above `id`, ascending.
    func outbox(after id: Int64, limit: Int) async throws(JournalError) -> [OutboxRow]

    /// Whether the key may be known: `false` is certain, `true` has to be looked up.
    func mayKnow(_ key: String) -> Bool

    /// What each of the keys says; keys that are not known are left out.
    func keyRecords(_ keys: [String]) async throws(JournalError) -> [String: KeyRecord]

    /// All held requests in order of arrival.
    func heldRequests() async throws(JournalError) -> [HeldRequest]

    /// The `limit` latest dead letters, the latest first.
    func deadLetters(limit: Int) async throws(JournalError) -> [DeadLetterRecord]

    /// Up to `limit` entries from `position` on, ascending; starts at the oldest kept one if that is later.
    func entries(from position: JournalPosition, limit: Int) async throws(JournalError) -> [JournalEntry]

    /// Sets the durable "about to apply" mark, or clears it with `nil`; one transaction of its own.
    func setMark(_ mark: [UInt8]?) async throws(JournalError)

    /// Copies all entity rows as a base and drops the oldest bases beyond the configured number.
    ///
    /// Commits wait while the rows are copied.
    func makeBase(nowNanoseconds: Int64) async throws(JournalError) -> JournalBase

    /// The bases that are kept, the oldest first.
    func bases() async throws(JournalError) -> [JournalBase]

    /// The entity rows of a base, ordered by key; ``JournalError/Code/notFound`` if the base is no longer kept.
    func baseEntities(_ base: JournalBase) async throws(JournalError) -> [(key: EntityKey, value: [UInt8])]

    /// Removes what has been kept long enough, in small transactions between which commits go on.
    func prune(nowNanoseconds: Int64, retention: Retention) async throws(JournalError) -> PruneReport

    /// Records durably that everything was finished before the stop.
    ///
    /// Must be the last write before ``close()``: each later commit or mark takes it back.
    func acknowledgeCleanShutdown() async throws(JournalError)

    /// Gives the store up; later calls fail with ``JournalError/Code/closed``. Closing twice does nothing.
    func close() async
}

extension JournalStore {
    /// What one key says, or `nil` if it is not known.
    public func keyRecord(_ key: String) async throws(JournalError) -> KeyRecord? {
        guard mayKnow(key) else { return nil }
        return try await keyRecords([key])[key]
    }
}

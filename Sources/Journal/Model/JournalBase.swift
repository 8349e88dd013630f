/// A copy of all entity rows as they were at one position.
///
/// The base and the entries after it rebuild every position since then.
public struct JournalBase: Hashable, Sendable {
    /// The number of the base, ascending.
    public var id: Int64

    /// The last position that the rows contain.
    public var position: JournalPosition

    /// When it was made, in nanoseconds since 1970 (UTC).
    public var timeNanoseconds: Int64

    /// How many entity rows it has.
    public var entityCount: Int

    /// The digest over its entity rows.
    public var digest: EntityDigest

    /// Makes a description of a base.
    public init(id: Int64, position: JournalPosition, timeNanoseconds: Int64, entityCount: Int, digest: EntityDigest) {
        self.id = id
        self.position = position
        self.timeNanoseconds = timeNanoseconds
        self.entityCount = entityCount
        self.digest = digest
    }
}

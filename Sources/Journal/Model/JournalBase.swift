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
}

/// Finds events that are missing from a stream of all events: their numbers rise by one in each shard.
struct EventGaps: Sendable {
    private var last: [String: Int64] = [:]

    /// Takes an event's number.
    ///
    /// - Returns: what is missing before it, in words; nil: nothing. An event that comes again is no gap.
    mutating func seen(_ sequence: Int64, of shard: String) -> String? {
        guard let before = last[shard] else {
            last[shard] = sequence
            return nil
        }
        guard sequence > before else { return nil }
        last[shard] = sequence
        // Numbers come from a message; a distance that does not fit is a gap all the same.
        let (distance, overflow) = sequence.subtractingReportingOverflow(before)
        guard overflow || distance > 1 else { return nil }
        return distance == 2 ? "event \(before + 1) is missing" : "events \(before + 1) to \(sequence - 1) are missing"
    }
}

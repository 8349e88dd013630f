/// The tables of moves, written down from the specification (claims and moves, 8.2 to 8.5) in plain text.
///
/// A line is `from > to owner`; owners are the source (`s`), the destination (`d`), or either (`e`).
enum ModelTables {
    static func lines(_ type: String) -> [(from: String, to: String, owner: Character)] {
        parsed[type] ?? []
    }

    static func statuses(_ type: String) -> Set<String> {
        Set(lines(type).flatMap { [$0.from, $0.to] }).subtracting([""])
    }

    static let terminal: Set<String> = ["confirmed", "reverted", "completed", "done", "failed", "cancelled"]
    static let claimable: Set<String> = ["accepted", "pre-migrating"]

    /// The statuses in which the destination has its claim.
    static let claimed: Set<String> = [
        "accepted", "pre-migrating", "queued", "preparing", "running", "running (post-copy)", "migrating",
        "post-migrating",
    ]

    /// The statuses in which the instance is the destination's.
    static let arrived: Set<String> = ["finished", "confirming", "reverting", "confirmed", "completed", "done"]
    /// The statuses in which the source keeps its side for a revert.
    static let left: Set<String> = ["post-migrating", "finished", "confirming", "reverting"]

    /// All that can come after a status by steps of some owners, the status included.
    static func reach(_ type: String, _ from: String, _ owners: String) -> Set<String> {
        let key = "\(type)|\(from)|\(owners)"
        return reached[key] ?? closure(type, from, owners)
    }

    /// What a side may come to next by itself: the destination is not told what the source does in between.
    static func next(_ type: String, _ side: Character, _ from: String) -> Set<String> {
        let starts = side == "s" ? [from] : reach(type, from, "s")
        return Set(lines(type).filter { starts.contains($0.from) && ($0.owner == side || $0.owner == "e") }.map(\.to))
    }

    /// What others may have brought the move to.
    static func told(_ type: String, _ side: Character, _ from: String) -> Set<String> {
        reach(type, from, side == "s" ? "de" : "se").subtracting([from])
    }

    /// Whether only the other side comes to a status.
    static func isOthers(_ type: String, _ side: Character, _ status: String) -> Bool {
        let owners = Set(lines(type).filter { $0.to == status }.map(\.owner))
        return owners == [side == "s" ? "d" : "s"]
    }

    private static func closure(_ type: String, _ from: String, _ owners: String) -> Set<String> {
        var found: Set<String> = [from]
        var size = 0
        while size < found.count {
            size = found.count
            for line in lines(type) where found.contains(line.from) && owners.contains(line.owner) {
                found.insert(line.to)
            }
        }
        return found
    }

    private static let reached: [String: Set<String>] = {
        var all: [String: Set<String>] = [:]
        for type in text.keys {
            for status in statuses(type) {
                for owners in ["s", "se", "de", "sde"] {
                    all["\(type)|\(status)|\(owners)"] = closure(type, status, owners)
                }
            }
        }
        return all
    }()

    private static let parsed: [String: [(from: String, to: String, owner: Character)]] = text.mapValues { table in
        table.map { line in
            let parts = line.split(separator: ">", omittingEmptySubsequences: false).map { part in
                String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
            }
            return (parts[0], String(parts[1].dropLast(2)), parts[1].last ?? "e")
        }
    }

    private static let resize = [
        " > pre-migrating d", "pre-migrating > migrating s", "migrating > post-migrating s",
        "post-migrating > finished d", "finished > confirming e", "confirming > confirmed s", "finished > confirmed s",
        "finished > reverting e", "reverting > reverted d", "pre-migrating > error e", "migrating > error e",
        "post-migrating > error e", "finished > error e", "confirming > error e", "reverting > error e",
        "error > failed e",
    ]

    private static let text: [String: [String]] = [
        "resize": resize,
        "migration": resize,
        "live-migration": [
            " > accepted d", "accepted > queued s", "queued > preparing s", "preparing > running s",
            "queued > cancelled s", "preparing > cancelled s", "running > cancelled s",
            "running > running (post-copy) s", "running > completed s", "running (post-copy) > completed s",
            "running > failed s", "accepted > error e", "queued > error e", "preparing > error e",
            "running > error e", "running (post-copy) > error e", "error > failed e",
        ],
        "evacuation": [
            " > accepted e", " > pre-migrating d", "accepted > pre-migrating d", "accepted > failed d",
            "pre-migrating > failed d", "pre-migrating > done d", "done > completed s", "accepted > error e",
            "pre-migrating > error e", "error > failed e",
        ],
    ]
}

import GRDB

/// The held requests in the database.
struct HeldRows {
    let database: Database

    func apply(_ changes: [HeldChange]) throws {
        guard !changes.isEmpty else { return }
        let put = try PreparedStatement(database, "INSERT OR REPLACE INTO held VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        let delete = try PreparedStatement(database, "DELETE FROM held WHERE id = ?")
        for change in changes {
            switch change {
            case .delete(let id):
                try delete.run(.integer(id))
            case .put(let held):
                try put.run(
                    .integer(held.id), .text(held.subject), .integer(held.arrival), .bytes(held.envelope),
                    .bytes(held.body), .integer(Int64(held.attempts)), .integer(held.nextAttemptNanoseconds),
                    .text(held.reason), .text(held.requestKey), .integer(Self.checksum(held)))
            }
        }
    }

    /// All of them in order of arrival, each compared with its checksum.
    func all() throws -> [HeldRequest] {
        let statement = try PreparedStatement(database, "SELECT * FROM held ORDER BY arrival, id")
        var requests: [HeldRequest] = []
        try statement.forEachRow { row in
            let held = HeldRequest(
                id: row.integer(0), subject: row.text(1), arrival: row.integer(2), envelope: row.bytes(3),
                body: row.bytes(4), attempts: Int(row.integer(5)), nextAttemptNanoseconds: row.integer(6),
                reason: row.text(7), requestKey: row.text(8))
            guard Self.checksum(held) == row.integer(9) else {
                throw JournalError.damaged("The held request \(held.id) is not what was written.")
            }
            requests.append(held)
        }
        return requests
    }

    private static func checksum(_ held: HeldRequest) -> Int64 {
        var checksum = RowChecksum(seed: ChecksumSeed.held.rawValue)
        checksum.combine(held.id)
        checksum.combine(held.subject)
        checksum.combine(held.arrival)
        checksum.combine(held.envelope)
        checksum.combine(held.body)
        checksum.combine(Int64(held.attempts))
        checksum.combine(held.nextAttemptNanoseconds)
        checksum.combine(held.reason)
        checksum.combine(held.requestKey)
        return checksum.stored
    }
}

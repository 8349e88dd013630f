extension Migration {
    /// One migration for each move of which a host has one record or both, in order.
    ///
    /// Of two the one that is further on counts; the source's where neither is.
    static func merged(_ records: [MigrationRecord]) -> [Migration] {
        var merged: [MigrationRecord] = []
        for record in records {
            guard let index = merged.firstIndex(where: { $0.migration.uuid == record.migration.uuid }) else {
                merged.append(record)
                continue
            }
            let known = merged[index]
            if MigrationTransitions.canBeTold(
                record.migration.type, known.side, from: known.migration.status, to: record.migration.status)
            {
                merged[index] = record
            }
        }
        return merged.map(\.migration)
    }
}

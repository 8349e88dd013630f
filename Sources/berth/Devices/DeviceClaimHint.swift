import Wire

/// What to do when an instance has no claim that devices could be added to.
enum DeviceClaimHint {
    /// What it has instead on the node, and the option that says so.
    ///
    /// - Parameters:
    ///   - migration: as it was named; empty: the instance's own claim was meant.
    ///   - grants: what is held on the node; nil: not known.
    static func text(instance: String, migration: String, grants: [Berth_Tracker_V1_Grant]?) -> String {
        let mine = grants?.filter { $0.instanceUuid == instance.lowercased() } ?? []
        if let move = mine.first(where: { $0.side == .moveNew && $0.migrationUuid != migration.lowercased() }) {
            return "It has the claim of a move there: add --migration \(move.migrationUuid)"
        }
        if !migration.isEmpty, mine.contains(where: { $0.side == .instance }) {
            return "It has a claim of its own there, as after the end of a move: leave --migration out."
        }
        return migration.isEmpty
            ? "Devices for the new side of a move are claimed with --migration UUID."
            : "berth move show \(migration) tells how far the move is."
    }
}

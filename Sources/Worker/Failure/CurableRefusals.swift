package import Wire

/// The refusals of casts that a later request can cure: these casts are held, all others are parked.
package enum CurableRefusals {
    /// One line of the table.
    package struct Entry: Hashable, Sendable {
        /// What was asked.
        package let method: Method
        /// Why it was refused.
        package let reason: String
        /// What a later request has to change.
        package let waitsFor: HeldSubject.Kind
    }

    /// The table of what can be cured.
    ///
    /// A missing node is cured by its report, an instance that is held elsewhere by its release there, a move that is
    /// not known or not far enough by the request before, an instance's open move by its end, a claim that
    /// devices are for by its request.
    package static let table: [Entry] = [
        Entry(method: .claimInstance, reason: "NODE_NOT_FOUND", waitsFor: .node),
        Entry(method: .claimInstance, reason: "INSTANCE_HELD_ELSEWHERE", waitsFor: .instance),
        Entry(method: .setNodeEnabled, reason: "NODE_NOT_FOUND", waitsFor: .node),
        Entry(method: .reportBuildResult, reason: "NODE_NOT_FOUND", waitsFor: .node),
        Entry(method: .claimMove, reason: "NODE_NOT_FOUND", waitsFor: .node),
        Entry(method: .claimMove, reason: "INSTANCE_HELD_ELSEWHERE", waitsFor: .instance),
        Entry(method: .claimMove, reason: "MOVE_OPEN", waitsFor: .instance),
        Entry(method: .claimMove, reason: "LEFT_BEHIND", waitsFor: .instance),
        Entry(method: .claimInstance, reason: "MOVE_OPEN", waitsFor: .instance),
        Entry(method: .finishMove, reason: "MIGRATION_NOT_FOUND", waitsFor: .migration),
        Entry(method: .finishMove, reason: "TRANSITION_TOO_EARLY", waitsFor: .migration),
        Entry(method: .confirmMove, reason: "NODE_NOT_FOUND", waitsFor: .node),
        Entry(method: .updateMigration, reason: "NODE_NOT_FOUND", waitsFor: .node),
        Entry(method: .confirmMove, reason: "MIGRATION_NOT_FOUND", waitsFor: .migration),
        Entry(method: .confirmMove, reason: "TRANSITION_TOO_EARLY", waitsFor: .migration),
        Entry(method: .revertMove, reason: "MIGRATION_NOT_FOUND", waitsFor: .migration),
        Entry(method: .revertMove, reason: "TRANSITION_TOO_EARLY", waitsFor: .migration),
        Entry(method: .updateMigration, reason: "MIGRATION_NOT_FOUND", waitsFor: .migration),
        Entry(method: .updateMigration, reason: "TRANSITION_TOO_EARLY", waitsFor: .migration),
        Entry(method: .reportMetrics, reason: "NODE_NOT_FOUND", waitsFor: .node),
        Entry(method: .auditNode, reason: "NODE_NOT_FOUND", waitsFor: .node),
        Entry(method: .claimPciDevices, reason: "NODE_NOT_FOUND", waitsFor: .node),
        Entry(method: .claimPciDevices, reason: "INSTANCE_NOT_FOUND", waitsFor: .instance),
        Entry(method: .claimPciDevices, reason: "NO_CLAIM_FOR_DEVICES", waitsFor: .instance),
        Entry(method: .allocatePciDevices, reason: "NODE_NOT_FOUND", waitsFor: .node),
        Entry(method: .allocatePciDevices, reason: "INSTANCE_NOT_FOUND", waitsFor: .instance),
        Entry(method: .freePciDevices, reason: "NODE_NOT_FOUND", waitsFor: .node),
    ]

    /// Whether a later request can cure this refusal.
    package static func contains(_ method: RequestMethod, _ reason: String) -> Bool {
        entry(method, reason) != nil
    }

    /// The line for a refusal; nil: nothing cures it.
    static func entry(_ method: RequestMethod, _ reason: String) -> Entry? {
        guard case .tracker(let method) = method else { return nil }
        return table.first { $0.method == method && $0.reason == reason }
    }
}

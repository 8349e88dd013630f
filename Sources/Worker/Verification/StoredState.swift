package import Journal
package import Tracker

/// Makes the state of stored rows.
package enum StoredState {
    /// The entities among the rows, and the nodes whose latest usage was not published.
    ///
    /// - Throws: `damagedRecord` for a row that cannot be read.
    package static func entities(
        of rows: [(key: EntityKey, value: [UInt8])]
    ) throws(WorkerError) -> (entities: [Entity], behind: [NodeIdentifier]) {
        var entities: [Entity] = []
        var behind: [NodeIdentifier] = []
        for (key, value) in rows {
            if key.kind == PendingUsage.kind {
                guard let node = PendingUsage.node(of: key) else {
                    throw WorkerError(.damagedRecord, "the store has a row '\(key.kind)' with a malformed key")
                }
                behind.append(node)
                continue
            }
            do {
                entities.append(try StoredEntity.decode(kind: key.kind, key: key.key, bytes: value).completed)
            } catch {
                throw WorkerError(.damagedRecord, "the row '\(key.kind)' \(key.key) cannot be read: \(error)")
            }
        }
        return (entities, behind)
    }

    /// The state that the entities make, if it breaks no invariant without which it cannot be served.
    ///
    /// - Throws: `invariantViolated`, saying what to do.
    package static func state(of entities: [Entity]) throws(WorkerError) -> State { try judged(entities).state }

    /// The state that the entities make, and what is wrong with it but no reason not to serve it.
    ///
    /// - Parameter deviceSpecs: those that count, whatever counted when devices were reported; nil: those.
    /// - Throws: `invariantViolated`, saying what to do.
    static func judged(
        _ entities: [Entity], deviceSpecs: [DeviceSpec]? = nil
    ) throws(WorkerError) -> (state: State, open: [Violation]) {
        let state: State
        do {
            state = try State(loading: entities, deviceSpecs: deviceSpecs)
        } catch {
            throw WorkerError(.invariantViolated, "the stored entities do not make a state: \(error)")
        }
        let found = violations(of: state)
        let broken = found.filter { !$0.kind.canBeServed }
        guard broken.isEmpty else {
            let list = broken.prefix(5).map { "\($0.kind.rawValue) \($0.subject): \($0.message)" }.joined(
                separator: "; ")
            throw WorkerError(
                .invariantViolated,
                "the stored state breaks \(broken.count) invariants: \(list); do not start from it: run berth verify, "
                    + "and restore the newest backup that verifies")
        }
        return (state, found)
    }
}

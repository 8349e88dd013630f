internal import Tracker
internal import Worker

extension Check {
    /// The state that a start would load is the one in memory, and breaks no invariant.
    static let reload = Check("reload") { run in
        guard let worker = run.workers.first else { return [] }
        do {
            let (stored, _) = try run.store.loadState()
            let broken = violations(of: worker.pipeline.state).map { "\($0.kind.rawValue) \($0.message)" }
            return broken + StateText.differences(stored, worker.pipeline.state, "the store", "memory")
        } catch {
            return ["\(error)"]
        }
    }
}

/// Compares states by the rows that they are stored as.
enum StateText {
    static func rows(_ state: State) -> [String] {
        state.allEntities().map { StoredEntity.encode($0) }.map { "\($0.kind) \($0.key) \($0.bytes)" }.sorted()
    }

    static func differences(_ left: State, _ right: State, _ leftName: String, _ rightName: String) -> [String] {
        let (left, right) = (rows(left), rows(right))
        let missing = left.filter { !right.contains($0) }.map { "only \(leftName) has \($0.prefix(60))" }
        return missing + right.filter { !left.contains($0) }.map { "only \(rightName) has \($0.prefix(60))" }
    }
}

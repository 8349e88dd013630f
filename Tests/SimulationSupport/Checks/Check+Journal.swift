internal import Journal
internal import Tracker
internal import Worker

extension Check {
    /// The facts of the journal, applied from the beginning, lead to the stored rows.
    static let journal = Check("journal") { run in
        var state = State()
        do {
            for entry in run.store.entries {
                for fact in try StoredFacts.decode(entry.facts) { state.evolve(fact) }
            }
            return StateText.differences(state, try run.store.loadState().state, "the journal", "the store")
        } catch {
            return ["\(error)"]
        }
    }
}

internal import AMQP
internal import Journal

extension Check {
    /// Each cast is applied or has become a dead letter: nobody else would hear of it.
    static let casts = Check("casts") { run in
        let applied = Set(
            run.store.entries.compactMap { entry in
                run.store.keys[entry.requestKey]?.ending == .applied ? entry.caller : nil
            })
        let parked = Set(run.broker.deadLetters.compactMap(\.properties.appID))
        let parkedByBroker = Set(run.broker.requests.parked.compactMap(\.sent.intent))
        return run.callers.intents.compactMap { intent in
            guard !intent.isCall, intent.sendings > 0 else { return nil }
            if applied.contains(intent.application) || parked.contains(intent.application) { return nil }
            if parkedByBroker.contains(intent.number) { return nil }
            // The same content under the same key is the same request, whoever sent it.
            if intent.reusesKey, let key = intent.key, run.store.keys[key] != nil { return nil }
            return "cast \(intent.number) (\(intent.wish)) is neither applied nor a dead letter"
        }
    }
}

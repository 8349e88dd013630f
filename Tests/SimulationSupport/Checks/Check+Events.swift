extension Check {
    /// Every subscriber gets all events, in order and without gaps, whatever was repeated in between.
    static let events = Check("events") { run in
        run.broker.subscribers.enumerated().flatMap { place, subscriber in
            var problems = subscriber.problems
            if subscriber.last != run.store.lastSequence {
                problems.append(
                    "subscriber \(place) has event \(subscriber.last), the last one is \(run.store.lastSequence)")
            }
            return problems
        }
    }
}

internal import AMQP
internal import Journal
internal import Wire

extension Check {
    /// Every dead letter is remembered and every remembered one is in the queue; what was applied is not among them,
    /// unless the worker died of it when it came again.
    static let deadLetters = Check("dead letters") { run in
        var problems: [String] = []
        let messages = Set(run.broker.deadLetters.map(\.id))
        if messages.count != run.store.deadLetters.count {
            problems.append("\(messages.count) dead letters, and \(run.store.deadLetters.count) are remembered")
        }
        let applied = Set(run.store.entries.filter { !$0.facts.isEmpty }.map(\.caller))
        for letter in run.broker.deadLetters {
            guard let number = Intent.number(of: letter.properties.appID ?? "") else {
                problems.append("a dead letter that nobody sent: \(letter.properties.type ?? "")")
                continue
            }
            let intent = run.callers.intents[number]
            let isConvicted =
                letter.properties.headers[HeaderName.deadReason]?.text == DeadReason.crashedWorker.rawValue
            if applied.contains(intent.application), !intent.isReplayed, intent.sendings == 1, !isConvicted {
                problems.append("request \(number) was applied and is a dead letter")
            }
            if letter.body != intent.message.body { problems.append("dead letter \(number) has another body") }
        }
        return problems
    }
}

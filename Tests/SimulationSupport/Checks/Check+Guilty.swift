internal import Journal
internal import Wire

extension Check {
    /// Only a message that ends the process is a dead letter for it.
    static let guilty = Check("guilty") { run in
        run.store.deadLetters.compactMap { letter in
            guard letter.reason == DeadReason.crashedWorker.rawValue else { return nil }
            guard let number = Intent.number(of: letter.caller) else { return "\(letter.requestKey) is called guilty" }
            return run.callers.intents[number].message.isPoison ? nil : "request \(number) is called guilty"
        }
    }
}

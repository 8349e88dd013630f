/// Which dead letters a command is about; what is not said does not narrow.
struct DeadLetterFilter: Sendable {
    var reasons: [String] = []
    var methods: [String] = []
    var hosts: [String] = []
    var keys: [String] = []
    /// Parked at least so long ago.
    var minimumAgeSeconds: Int64?
    /// Parked at most so long ago.
    var maximumAgeSeconds: Int64?
    /// At most so many, the oldest first.
    var count: Int?

    /// The letters that match, in the queue's order.
    func matches(in letters: [DeadLetter], now: Int64) -> [DeadLetter] {
        let matching = letters.filter { matches($0, now: now) }
        return Array(matching.prefix(count ?? .max))
    }

    /// True when nothing narrows the choice: every letter is meant.
    var isEverything: Bool {
        reasons.isEmpty && methods.isEmpty && hosts.isEmpty && keys.isEmpty && minimumAgeSeconds == nil
            && maximumAgeSeconds == nil && count == nil
    }

    private func matches(_ letter: DeadLetter, now: Int64) -> Bool {
        allows(reasons, letter.reason) && allows(methods, letter.method)
            && (hosts.isEmpty || hosts.contains(letter.host)) && (keys.isEmpty || keys.contains(letter.key))
            && hasAge(letter, now: now)
    }

    private func allows(_ wanted: [String], _ found: String) -> Bool {
        wanted.isEmpty || wanted.contains { $0.lowercased() == found.lowercased() }
    }

    /// A letter whose age is not known is never in a range of ages.
    private func hasAge(_ letter: DeadLetter, now: Int64) -> Bool {
        guard minimumAgeSeconds != nil || maximumAgeSeconds != nil else { return true }
        guard let age = letter.ageSeconds(now: now) else { return false }
        return age >= minimumAgeSeconds ?? 0 && age <= maximumAgeSeconds ?? .max
    }
}

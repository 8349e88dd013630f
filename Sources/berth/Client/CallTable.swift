/// The requests that are under way: a value that knows no network and no clock.
///
/// A call ends with its reply; a cast ends with the broker's confirm. Either may end earlier: returned or refused by
/// the broker, cut off with the connection, or out of time. What comes for a request that has ended is ignored.
struct CallTable: Sendable {
    /// How a request ended without a reply.
    enum Ending: Sendable, Equatable {
        /// The broker has taken a cast.
        case confirmed
        /// No queue takes requests for this host; nothing was applied.
        case unroutable
        /// The broker did not take it.
        case refused
        /// The connection was lost; the request may have been applied.
        case interrupted(String)
        /// It was never sent.
        case unsendable(String)
        /// No answer in time; the request may have been applied.
        case expired
    }

    /// What the broker said about a published request.
    enum PublishNews: Sendable, Equatable {
        case confirmed, returned, negative
        case lost(String)
        case unsendable(String)
    }

    private enum State: Sendable {
        /// Published, or about to be.
        case sent
        /// In the broker's hands.
        case confirmed
    }

    private struct Entry: Sendable {
        var state: State
        var isCast: Bool
        var deadline: ContinuousClock.Instant
    }

    private var entries: [UInt64: Entry] = [:]

    /// How many requests are under way.
    var count: Int { entries.count }

    /// The earliest time at which a request runs out; nil when none is under way.
    ///
    /// Costs a look at every request.
    var nextDeadline: ContinuousClock.Instant? { entries.values.map(\.deadline).min() }

    /// A request is about to be sent.
    mutating func began(_ number: UInt64, isCast: Bool, deadline: ContinuousClock.Instant) {
        precondition(entries[number] == nil, "a number stands for one request only")
        entries[number] = Entry(state: .sent, isCast: isCast, deadline: deadline)
    }

    /// The broker said something about a request.
    ///
    /// - Returns: how the request ended; nil when it goes on, or had ended already.
    mutating func published(_ number: UInt64, _ news: PublishNews) -> Ending? {
        guard let entry = entries[number] else { return nil }
        switch (news, entry.state) {
        case (.confirmed, _) where entry.isCast: return end(number, .confirmed)
        case (.confirmed, .sent), (.confirmed, .confirmed):
            entries[number]?.state = .confirmed
            return nil
        case (.returned, .sent), (.returned, .confirmed): return end(number, .unroutable)
        case (.negative, .sent), (.negative, .confirmed): return end(number, .refused)
        case (.lost(let why), .sent), (.lost(let why), .confirmed): return end(number, .interrupted(why))
        case (.unsendable(let why), .sent), (.unsendable(let why), .confirmed): return end(number, .unsendable(why))
        }
    }

    /// A reply came.
    ///
    /// - Returns: false when nobody waits for it any more.
    mutating func replied(_ number: UInt64) -> Bool {
        guard let entry = entries[number], !entry.isCast else { return false }
        entries[number] = nil
        return true
    }

    /// The channel that replies come on is gone: they will never come.
    ///
    /// - Returns: the calls that ended, ascending. What is not confirmed waits for the publisher, which knows more.
    mutating func interrupted() -> [UInt64] { end(where: { !$0.isCast && $0.state == .confirmed }) }

    /// Everything is over.
    ///
    /// - Returns: the requests that ended, ascending.
    mutating func closed() -> [UInt64] { end(where: { _ in true }) }

    /// Time has passed.
    ///
    /// - Returns: the requests that ended, ascending.
    mutating func passed(_ now: ContinuousClock.Instant) -> [UInt64] { end(where: { $0.deadline <= now }) }

    private mutating func end(_ number: UInt64, _ ending: Ending) -> Ending {
        entries[number] = nil
        return ending
    }

    private mutating func end(where condition: (Entry) -> Bool) -> [UInt64] {
        let numbers = entries.filter { condition($0.value) }.keys.sorted()
        for number in numbers { entries[number] = nil }
        return numbers
    }
}

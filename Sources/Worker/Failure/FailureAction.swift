package import Journal
package import Wire

/// What is done about a failure.
package enum FailureAction: Hashable, Sendable {
    /// Answer with the status; the key says `ending` from now on, or what it said before.
    case reply(ending: KeyRecord.Ending?)
    /// Keep it in the store, tell nobody, and try it again: at the latest at this time, in nanoseconds since 1970.
    case hold(untilNanoseconds: Int64)
    /// Park it, and answer if somebody waits; the key says `ending` from now on, or what it said before.
    case deadLetter(DeadReason, ending: KeyRecord.Ending?)
    /// No request is to blame: give everything back once, wait, and start again from the store.
    case giveBack
    /// No request is to blame, and waiting does not help: end the process and say why.
    case stop
}

/// How a request ended without a reply.
public enum BusEnding: Sendable, Hashable {
    /// The broker has taken a cast.
    case confirmed
    /// No queue takes requests for this host; nothing was applied.
    case unroutable
    /// The broker did not take it: the queue may be full.
    case refused
    /// The connection was lost; the request may have been applied.
    case interrupted(String)
    /// The broker cannot be reached; the request was not sent.
    case unreachable(String)
    /// It was never sent, and cannot be.
    case unsendable(String)
    /// So many requests are under way that it was not sent.
    case crowdedOut
    /// No answer in time; the request may have been applied.
    case expired
    /// The caller waits no longer; the request may have been applied.
    case cancelled
}

/// How a request ended, seen by who sent it.
public enum BusResult: Sendable {
    /// The worker answered, with yes or with no.
    case answered(BusReply)
    /// There is no answer; the ending says whether it can have been applied.
    case ended(BusEnding)
    /// Something came back that is not an answer.
    case unreadable(BusError)
}

/// One request's end, for who sends many.
public struct BusCompletion: Sendable {
    /// The number that `Bus.send` gave the request.
    public let number: UInt64
    /// How it ended.
    public let result: BusResult
    /// From the sending to the end.
    public let elapsed: Duration
}

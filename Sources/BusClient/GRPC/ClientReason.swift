/// Why a call ended without an answer of the worker, as the stable reason of the status' details.
public enum ClientReason: String, Sendable, CaseIterable {
    /// No queue takes requests for the host; nothing was applied.
    case noQueue = "NO_QUEUE"
    /// The broker did not take the request, because the queue is full for instance; nothing was applied.
    case notTaken = "NOT_TAKEN"
    /// The connection was lost, and the request sent again without success; it may have been applied.
    case connectionLost = "CONNECTION_LOST"
    /// The broker cannot be reached; nothing was sent.
    case brokerUnreachable = "BROKER_UNREACHABLE"
    /// So many calls are under way that this one was not sent.
    case tooManyCalls = "TOO_MANY_CALLS"
    /// The request cannot be sent: it is too large, or the broker forbids it.
    case notSendable = "NOT_SENDABLE"
    /// No answer in time; the request may have been applied.
    case noAnswerInTime = "NO_ANSWER_IN_TIME"
    /// The caller has cancelled; the request may have been applied.
    case cancelled = "CANCELLED"
    /// What came back is not an answer of Berth.
    case unreadableAnswer = "UNREADABLE_ANSWER"
}

/// How a request ended, seen by who sent it.
enum CallResult: Sendable {
    /// The worker answered, with yes or with no.
    case answered(Reply)
    /// There is no answer; the ending says whether it can have been applied.
    case ended(CallTable.Ending)
    /// Something came back that is not an answer.
    case unreadable(ToolError)
}

/// One request's end, for who sends many.
struct Completion: Sendable {
    /// The number that `RequestClient.send` gave the request.
    var number: UInt64
    var result: CallResult
    /// From the sending to the end.
    var elapsed: Duration
}

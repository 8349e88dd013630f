internal import GRPCCore
internal import Wire

extension RPCError {
    /// Why a call has no answer.
    init(_ ending: BusEnding, of request: BusRequest) {
        let place = request.host.map { "host \($0)" } ?? "that shard"
        switch ending {
        case .unroutable:
            self.init(.unavailable, .noQueue, "No queue takes requests for \(place); nothing was applied.", request)
        case .refused:
            self.init(
                .unavailable, .notTaken,
                "The broker did not take the request, the queue may be full; nothing was applied.",
                request)
        case .interrupted(let why):
            self.init(
                .unavailable, .connectionLost,
                "The connection was lost before an answer came; the request may have been applied: \(why)", request)
        case .unreachable(let why):
            self.init(
                .unavailable, .brokerUnreachable, "The broker cannot be reached; nothing was sent: \(why)", request)
        case .crowdedOut:
            self.init(
                .unavailable, .tooManyCalls, "Too many calls are under way on this connection; nothing was sent.",
                request)
        case .unsendable(let why):
            self.init(.invalidArgument, .notSendable, "The request cannot be sent: \(why)", request)
        case .expired:
            self.init(
                .deadlineExceeded, .noAnswerInTime, "No answer came in time; the request may have been applied.",
                request)
        case .cancelled:
            self.init(.cancelled, .cancelled, "The call was cancelled; the request may have been applied.", request)
        case .confirmed:
            self.init(.internal, .unreadableAnswer, "The request was sent without asking for an answer.", request)
        }
    }

    /// Something came back that is not an answer.
    init(_ error: BusError, of request: BusRequest) {
        self.init(.internal, .unreadableAnswer, error.message, request)
    }

    private init(_ code: StatusCode, _ reason: ClientReason, _ message: String, _ request: BusRequest) {
        let details = StatusDetails(code, reason: reason.rawValue, message: message)
        var metadata = Metadata.requestKey(request.key)
        metadata.addBinary(details.headerBytes(), forKey: HeaderName.statusDetails)
        self.init(code: Code(code) ?? .unknown, message: message, metadata: metadata)
    }
}

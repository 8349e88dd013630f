internal import AMQP
internal import Wire

/// Reads everything of a request beside its body from message properties.
struct HeadReader {
    private static let nanosecondsPerSecond: Int64 = 1_000_000_000

    let properties: MessageProperties
    let names: BrokerNames
    /// When intake saw the message; a deadline without a time stamp counts from here.
    let nowNanoseconds: Int64

    /// Reads the head.
    func read() throws(IntakeProblem) -> RequestHead {
        let method = try method()
        try checkHeaders()
        let isRehearsal = try rehearsal()
        let address = try replyAddress()
        if isRehearsal, address == nil {
            throw problem("REHEARSAL_WITHOUT_REPLY", "a rehearsal needs a reply_to: only calls can be rehearsed")
        }
        let deadline = try deadline()
        return RequestHead(
            key: try key(), method: method, form: try form(), replyAddress: address, caller: caller,
            deadlineNanoseconds: deadline, sentSeconds: properties.timestampSeconds.map(Int64.init(clamping:)),
            replays: replays, isRehearsal: isRehearsal)
    }

    /// The idempotency key.
    func key() throws(IntakeProblem) -> String {
        do {
            return try IdempotencyKey(properties.messageID).value
        } catch {
            throw IntakeProblem(error)
        }
    }

    /// Where the reply goes; nil: a cast.
    func replyAddress() throws(IntakeProblem) -> ReplyAddress? {
        guard let queue = properties.replyTo, !queue.isEmpty else { return nil }
        guard !names.isOwn(queue: queue) else {
            throw problem(
                "FORBIDDEN_REPLY_ADDRESS", "reply_to must not be a queue of Berth's own; use a queue of yours")
        }
        return ReplyAddress(queue: queue, correlationID: properties.correlationID)
    }

    /// Who sent it.
    var caller: Caller {
        var caller = Caller()
        caller.user = properties.userID ?? ""
        caller.application = properties.appID ?? ""
        // A malformed trace context is ignored, as the standard says; it never decides what becomes of a request.
        if let text = properties.headers[HeaderName.traceParent]?.text, let trace = try? TraceParent(text) {
            caller.traceParent = trace.description
            caller.traceState = properties.headers[HeaderName.traceState]?.text ?? ""
        }
        return caller
    }

    /// How often it has been replayed from the dead-letter queue.
    var replays: Int {
        let value = properties.headers[HeaderName.replays]?.integer ?? 0
        return Int(min(max(0, value), Int64(Int32.max)))
    }

    private func method() throws(IntakeProblem) -> RequestMethod {
        if properties.type == RequestMethod.endLeasePath { return .endLease }
        do {
            return .tracker(try Method(path: properties.type ?? ""))
        } catch {
            throw IntakeProblem(error)
        }
    }

    private func form() throws(IntakeProblem) -> ContentType {
        do {
            return try ContentType(property: properties.contentType)
        } catch {
            throw IntakeProblem(error)
        }
    }

    private func checkHeaders() throws(IntakeProblem) {
        for entry in properties.headers where HeaderName.isForbiddenOnRequests(entry.key) {
            throw problem(
                "UNKNOWN_HEADER", "the header \(entry.key) is not known on requests; remove it or spell it right")
        }
    }

    private func rehearsal() throws(IntakeProblem) -> Bool {
        guard let value = properties.headers[HeaderName.rehearse] else { return false }
        guard value.text == "1" || value.integer == 1 else {
            throw problem("MALFORMED_HEADER", "the header \(HeaderName.rehearse) must be 1")
        }
        return true
    }

    /// The earlier of `grpc-timeout`, counted from when the request was sent, and `expiration`.
    private func deadline() throws(IntakeProblem) -> Int64? {
        var deadline: Int64?
        if let header = properties.headers[HeaderName.timeout] {
            do {
                deadline = after(try GRPCTimeout.parse(header.text ?? ""))
            } catch {
                throw IntakeProblem(error)
            }
        }
        if let expiration = properties.expiration, let milliseconds = Int64(expiration), milliseconds >= 0 {
            let end = after(.milliseconds(milliseconds))
            deadline = min(deadline ?? end, end)
        }
        return deadline
    }

    private func after(_ duration: Duration) -> Int64 {
        let (seconds, attoseconds) = duration.components
        let whole = Self.product(seconds, Self.nanosecondsPerSecond)
        return Self.sum(Self.sum(sentNanoseconds, whole), attoseconds / Self.nanosecondsPerSecond)
    }

    private var sentNanoseconds: Int64 {
        if let milliseconds = properties.headers[HeaderName.timestampMilliseconds]?.integer, milliseconds > 0 {
            return Self.product(milliseconds, 1_000_000)
        }
        guard let seconds = properties.timestampSeconds.map(Int64.init(clamping:)), seconds > 0 else {
            return nowNanoseconds
        }
        // The time stamp has whole seconds: the request was sent before its second ended.
        return Self.product(Self.sum(seconds, 1), Self.nanosecondsPerSecond)
    }

    /// The sum of two numbers that are not negative, at most the largest.
    private static func sum(_ left: Int64, _ right: Int64) -> Int64 {
        let (value, overflow) = left.addingReportingOverflow(right)
        return overflow ? .max : value
    }

    /// The product of two numbers that are not negative, at most the largest.
    private static func product(_ left: Int64, _ right: Int64) -> Int64 {
        let (value, overflow) = left.multipliedReportingOverflow(by: right)
        return overflow ? .max : value
    }

    private func problem(_ reason: String, _ message: String) -> IntakeProblem {
        IntakeProblem(.invalidArgument, reason: reason, message: message)
    }
}

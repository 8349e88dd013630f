package import AMQP
internal import DequeModule

/// Replies: each stands for itself, so one that cannot be delivered must not hold up the others.
///
/// A reply address comes from the caller. One that is forged can make the broker close the connection, and a reply
/// queue can be full or gone. So after a loss the replies that were out go one by one; one that was alone when the
/// broker closed the connection is dropped, and so is one that its queue has refused for a minute.
package struct ReplyLane: Sendable {
    /// How long a reply is offered to a queue that refuses it.
    package static let refusalLimitNanoseconds: Int64 = 60_000_000_000

    private var waiting: Deque<OutboundRow> = []
    private var out: [UInt64: OutboundRow] = [:]
    /// The replies that were out when the connection was lost; they go one at a time.
    private var suspects: Deque<OutboundRow> = []
    /// The suspect that is out, alone; nothing else is sent before its outcome, so that a closed connection points at
    /// it.
    private var suspectOut: UInt64?
    private var refused: [OutboundRow] = []
    private var retryNanoseconds: Int64?
    private var backoff = Backoff()
    private let window: Int

    /// Makes an empty lane.
    ///
    /// - Parameter window: most replies out at once, 1 or more.
    package init(window: Int = 2048) {
        precondition(window > 0, "a lane must be able to send")
        self.window = window
    }

    /// How many replies are neither confirmed nor given up.
    package var count: Int { waiting.count + out.count + suspects.count + refused.count }

    /// Whether a reply is out whose outcome is not known.
    package var isOut: Bool { !out.isEmpty }

    /// When the lane wants to be woken, in nanoseconds.
    package var wakeUpNanoseconds: Int64? { retryNanoseconds }

    /// Takes replies that were committed.
    package mutating func enqueue(_ rows: [OutboundRow]) -> LaneResult {
        waiting.append(contentsOf: rows)
        var result = LaneResult()
        fill(&result)
        return result
    }

    /// Takes an outcome.
    package mutating func settle(_ result: PublishResult, nowNanoseconds: Int64) -> LaneResult {
        var answer = LaneResult()
        guard let row = out.removeValue(forKey: result.id) else { return answer }
        let wasAlone = suspectOut == result.id
        if wasAlone { suspectOut = nil }
        switch result.outcome {
        case .confirmed:
            answer.finished.append(row)
            backoff.reset()
        case .returned(_, let text): drop(row, "the reply queue is gone: \(text)", &answer)
        case .negative: refuse(row, nowNanoseconds, &answer)
        case .lost(let error): lose(row, error, wasAlone: wasAlone, nowNanoseconds, &answer)
        }
        fill(&answer)
        return answer
    }

    /// Offers again what was refused or lost, when its time has come.
    package mutating func wake(nowNanoseconds: Int64) -> LaneResult {
        var answer = LaneResult()
        guard let at = retryNanoseconds, at <= nowNanoseconds else { return answer }
        retryNanoseconds = nil
        waiting.append(contentsOf: refused)
        refused.removeAll()
        fill(&answer)
        return answer
    }

    private mutating func refuse(_ row: OutboundRow, _ now: Int64, _ answer: inout LaneResult) {
        var row = row
        let first = row.firstRefusedNanoseconds ?? now
        row.firstRefusedNanoseconds = first
        if let delivery = row.delivery {
            // One full reply queue must not use up the prefetch: the delivery waits for this reply no longer. If the
            // worker dies before the queue takes it, the caller has to ask again.
            answer.released.append(delivery)
            row.delivery = nil
        }
        if now - first >= Self.refusalLimitNanoseconds {
            drop(row, "its queue has refused the reply for a minute", &answer)
        } else {
            refused.append(row)
            retryNanoseconds = retryNanoseconds ?? now &+ backoff.next()
        }
    }

    private mutating func lose(
        _ row: OutboundRow, _ error: AMQPError, wasAlone: Bool, _ now: Int64, _ answer: inout LaneResult
    ) {
        if error.isAboutOneMessage {
            drop(row, error.message, &answer)
        } else if let code = error.brokerCode, code != Self.connectionForced, wasAlone {
            drop(row, "the broker closed the connection at this reply (\(code))", &answer)
        } else {
            suspects.append(row)
            retryNanoseconds = retryNanoseconds ?? now &+ backoff.next()
        }
    }

    /// 320: an operator or a broker that stops closes the connection; no message is to blame.
    private static let connectionForced: UInt16 = 320

    private mutating func drop(_ row: OutboundRow, _ reason: String, _ answer: inout LaneResult) {
        answer.finished.append(row)
        answer.dropped.append((row, reason))
    }

    private mutating func fill(_ result: inout LaneResult) {
        guard suspectOut == nil, retryNanoseconds == nil || suspects.isEmpty else { return }
        if !suspects.isEmpty {
            guard out.isEmpty else { return }
            let row = suspects.removeFirst()
            suspectOut = row.id
            out[row.id] = row
            result.send.append(row.message)
            return
        }
        while out.count < window, !waiting.isEmpty {
            let row = waiting.removeFirst()
            out[row.id] = row
            result.send.append(row.message)
        }
    }
}

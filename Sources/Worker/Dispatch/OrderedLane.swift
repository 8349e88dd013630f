package import AMQP
internal import DequeModule

/// Messages that are published in order and never given up: events, and dead letters.
///
/// After a nack, a return or a lost connection the lane waits until every outstanding message has its outcome, backs
/// off, and starts again **at** the first unconfirmed one, so that a subscriber never sees a later event first.
package struct OrderedLane: Sendable {
    private enum State: Hashable {
        case sending
        /// Something was not confirmed; waiting for the outcomes that are still out.
        case draining
        /// Waiting until the instant before starting again.
        case waiting(untilNanoseconds: Int64)
    }

    private struct Slot {
        var row: OutboundRow
        var isConfirmed = false
    }

    private var slots: Deque<Slot> = []
    /// How many slots at the front have been sent since the last start.
    private var sent = 0
    /// Outcomes that are still to come.
    private var outstanding = 0
    private var state = State.sending
    private var backoff = Backoff()
    private let window: Int

    /// Makes an empty lane.
    ///
    /// - Parameter window: most messages out at once, 1 or more.
    package init(window: Int = 1024) {
        precondition(window > 0, "a lane must be able to send")
        self.window = window
    }

    /// How many messages are not confirmed.
    package var count: Int { slots.count }

    /// When the lane wants to be woken, in nanoseconds.
    package var wakeUpNanoseconds: Int64? {
        if case .waiting(let until) = state { return until }
        return nil
    }

    /// Takes messages that were committed, in order.
    package mutating func enqueue(_ rows: [OutboundRow]) -> LaneResult {
        for row in rows { slots.append(Slot(row: row)) }
        return fill(LaneResult())
    }

    /// Takes an outcome.
    package mutating func settle(_ result: PublishResult, nowNanoseconds: Int64) -> LaneResult {
        precondition(outstanding > 0, "an outcome must belong to a message that is out")
        outstanding -= 1
        var answer = LaneResult()
        switch result.outcome {
        case .confirmed: confirm(result.id, &answer)
        case .negative: fail("a queue refused the message (nack)", &answer)
        case .returned(_, let text): fail("no queue takes the message: \(text)", &answer)
        case .lost(let error) where error.isAboutOneMessage: setAside(result.id, error.message, &answer)
        case .lost(let error): fail(error.message, &answer)
        }
        if state == .draining && outstanding == 0 {
            state = .waiting(untilNanoseconds: nowNanoseconds &+ backoff.next())
        }
        return fill(answer)
    }

    /// Starts again when the wait is over.
    package mutating func wake(nowNanoseconds: Int64) -> LaneResult {
        guard case .waiting(let until) = state, until <= nowNanoseconds else { return LaneResult() }
        // What was confirmed behind the first unconfirmed one is sent again: order counts more than economy.
        for index in slots.indices.prefix(sent) { slots[index].isConfirmed = false }
        state = .sending
        sent = 0
        return fill(LaneResult())
    }

    private mutating func confirm(_ id: UInt64, _ answer: inout LaneResult) {
        if let index = slots.prefix(sent).firstIndex(where: { $0.row.id == id }) { slots[index].isConfirmed = true }
        finishFront(&answer)
    }

    private mutating func finishFront(_ answer: inout LaneResult) {
        while sent > 0, let first = slots.first, first.isConfirmed {
            answer.finished.append(slots.removeFirst().row)
            sent -= 1
            // A confirm that comes in after a failure says nothing about the broker's present state.
            if state == .sending { backoff.reset() }
        }
    }

    /// Takes a message out of the way that the client cannot send at all, however often it tries.
    private mutating func setAside(_ id: UInt64, _ reason: String, _ answer: inout LaneResult) {
        guard let index = slots.prefix(sent).firstIndex(where: { $0.row.id == id }) else { return }
        answer.setAside.append((slots.remove(at: index).row, reason))
        sent -= 1
        finishFront(&answer)
    }

    private mutating func fail(_ reason: String, _ answer: inout LaneResult) {
        if state == .sending {
            answer.stalled = reason
            state = .draining
        }
    }

    private mutating func fill(_ result: LaneResult) -> LaneResult {
        var result = result
        while state == .sending, outstanding < window, sent < slots.count {
            result.send.append(slots[sent].row.message)
            sent += 1
            outstanding += 1
        }
        return result
    }
}

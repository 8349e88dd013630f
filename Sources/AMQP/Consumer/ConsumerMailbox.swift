internal import Synchronization

/// Deliveries and notices on their way from the owner thread to the code that reads a consumer.
///
/// Holds no more than the prefetch limit, which the broker keeps; a consumer without acknowledgements is bounded by
/// what the broker sends.
final class ConsumerMailbox: Sendable {
    private enum Ending {
        case cancelled(String)
        case closed
    }

    private struct State {
        var deliveries: [Delivery] = []
        var interruption: (error: AMQPError, epoch: UInt64)?
        var ending: Ending?
        var reader: (max: Int, continuation: CheckedContinuation<ConsumerEvent, Never>)?

        /// The next event if there is one.
        mutating func next(max: Int) -> ConsumerEvent? {
            if let lost = interruption {
                interruption = nil
                return .interrupted(lost.error, epoch: lost.epoch)
            }
            if !deliveries.isEmpty { return .deliveries(take(max)) }
            switch ending {
            case .cancelled(let reason):
                ending = .closed
                return .cancelled(reason: reason)
            case .closed: return .closed
            case nil: return nil
            }
        }

        private mutating func take(_ max: Int) -> [Delivery] {
            guard deliveries.count > max else {
                defer { deliveries = [] }
                return deliveries
            }
            defer { deliveries.removeFirst(max) }
            return Array(deliveries.prefix(max))
        }
    }

    private let state = Mutex(State())

    /// Waits until there is something; `closed` also when the task is cancelled.
    func next(max: Int) async -> ConsumerEvent {
        precondition(max > 0, "a reader takes at least one delivery")
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let event: ConsumerEvent? = state.withLock { state in
                    precondition(state.reader == nil, "a consumer has one reader at a time")
                    if Task.isCancelled { return .closed }
                    let event = state.next(max: max)
                    if event == nil { state.reader = (max, continuation) }
                    return event
                }
                if let event { continuation.resume(returning: event) }
            }
        } onCancel: {
            let reader = state.withLock { state in
                defer { state.reader = nil }
                return state.reader
            }
            reader?.continuation.resume(returning: .closed)
        }
    }

    func deliver(_ deliveries: [Delivery]) {
        change { state in
            if state.deliveries.isEmpty { state.deliveries = deliveries } else { state.deliveries += deliveries }
        }
    }

    /// Voids what has not been read: the broker will deliver it again.
    func interrupt(_ error: AMQPError, epoch: UInt64) {
        change { state in
            guard state.ending == nil else { return }
            state.deliveries = []
            state.interruption = (error, epoch)
        }
    }

    func cancel(reason: String) {
        change { $0.ending = $0.ending ?? .cancelled(reason) }
    }

    func close() {
        change { state in
            guard state.ending == nil else { return }
            state.ending = .closed
        }
    }

    /// Changes the state and wakes the reader if there is something for it now.
    private func change(_ change: (inout State) -> Void) {
        let wake: (CheckedContinuation<ConsumerEvent, Never>, ConsumerEvent)? = state.withLock { state in
            change(&state)
            guard let reader = state.reader, let event = state.next(max: reader.max) else { return nil }
            state.reader = nil
            return (reader.continuation, event)
        }
        if let (continuation, event) = wake { continuation.resume(returning: event) }
    }
}

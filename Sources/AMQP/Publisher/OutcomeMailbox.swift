internal import Synchronization

/// Outcomes on their way from the owner thread to the code that publishes.
///
/// Also keeps the order of what is sent: after a loss nothing is accepted until the caller has taken the lost outcomes.
/// A message that was sent without knowing of the loss would otherwise overtake those that are sent again.
final class OutcomeMailbox: Sendable {
    private struct State {
        var results: [PublishResult] = []
        var isClosed = false
        var reader: CheckedContinuation<PublishOutcomes, Never>?
        /// Counts losses, as far as they were put here and as far as the caller has taken them.
        var lossesReported: UInt64 = 0
        var lossesTaken: UInt64 = 0

        mutating func take() -> PublishOutcomes {
            lossesTaken = lossesReported
            defer { results = [] }
            return PublishOutcomes(results: results, losses: lossesTaken)
        }

        /// What a reader gets for whom there is nothing any more.
        var nothing: PublishOutcomes { PublishOutcomes(results: [], losses: lossesTaken) }
    }

    private let state = Mutex(State())

    /// Waits for outcomes; empty when closed and everything has been taken, or when the task is cancelled.
    func next() async -> PublishOutcomes {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let outcomes: PublishOutcomes? = state.withLock { state in
                    precondition(state.reader == nil, "a publisher's outcomes have one reader at a time")
                    guard state.results.isEmpty else { return state.take() }
                    if state.isClosed || Task.isCancelled { return state.nothing }
                    state.reader = continuation
                    return nil
                }
                if let outcomes { continuation.resume(returning: outcomes) }
            }
        } onCancel: {
            let (reader, nothing) = state.withLock { state in
                defer { state.reader = nil }
                return (state.reader, state.nothing)
            }
            reader?.resume(returning: nothing)
        }
    }

    /// How many losses the caller knows of.
    var generation: UInt64 { state.withLock { $0.lossesTaken } }

    /// Adds outcomes; `losses` is the owner's count of losses when they came about.
    func put(_ results: [PublishResult], losses: UInt64) {
        change { state in
            if state.results.isEmpty { state.results = results } else { state.results += results }
            // A loss that took nothing from this publisher needs no taking note of.
            if results.isEmpty, state.lossesTaken == state.lossesReported { state.lossesTaken = losses }
            state.lossesReported = losses
        }
    }

    /// Adds outcomes of messages that nobody will send.
    func refuse(_ messages: [OutgoingMessage], _ error: AMQPError) {
        change { state in
            state.results += messages.map { PublishResult(id: $0.id, outcome: .lost(error)) }
        }
    }

    func close() {
        change { $0.isClosed = true }
    }

    private func change(_ change: (inout State) -> Void) {
        let wake: (CheckedContinuation<PublishOutcomes, Never>, PublishOutcomes)? = state.withLock { state in
            change(&state)
            guard let reader = state.reader, state.isClosed || !state.results.isEmpty else { return nil }
            state.reader = nil
            return (reader, state.take())
        }
        if let (reader, outcomes) = wake { reader.resume(returning: outcomes) }
    }
}

internal import Dispatch

/// Deadlines and waits: something rings, nothing sleeps.
extension Bus {
    /// Ends the waiting in `nextCompletions` after a time.
    public func wake(after duration: Duration) {
        ring(after: duration) { bus in bus.change { $0.isWoken = true } }
    }

    /// Makes sure that the bus wakes for what became due earlier than everything before.
    func setAlarm(_ state: inout BusState) {
        guard let time = state.table.takeSoonest(), state.nextAlarm.map({ time < $0 }) ?? true else { return }
        set(time, &state)
    }

    private func set(_ time: ContinuousClock.Instant, _ state: inout BusState) {
        state.nextAlarm = time
        ring(after: time - .now) { $0.rang(time) }
    }

    private func rang(_ time: ContinuousClock.Instant) {
        let moment = moment
        change { state in
            // An earlier alarm was set after this one, and has taken its place.
            guard state.nextAlarm == time else { return }
            state.nextAlarm = nil
            perform(state.table.passed(moment), &state)
            if let next = state.table.nextDeadline { set(next, &state) }
        }
    }

    /// A bus that nobody uses any more is not kept alive for its alarms.
    private func ring(after duration: Duration, _ body: @escaping @Sendable (Bus) -> Void) {
        let (seconds, attoseconds) = max(duration, .zero).components
        let nanoseconds = Double(seconds) * 1e9 + Double(attoseconds) / 1e9
        let time = DispatchTime.now() + .nanoseconds(Int(min(nanoseconds, 9e17).rounded(.up)))
        DispatchQueue.global().asyncAfter(deadline: time) { [weak self] in
            if let self { body(self) }
        }
    }

    /// Waits until a time has passed or the bus is stopped.
    func pause(_ duration: Duration) async {
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        change { state in
            state.interruption = continuation
            if state.phase == .stopped { continuation.finish() }
        }
        ring(after: duration) { _ in continuation.finish() }
        for await _ in stream {}
    }
}

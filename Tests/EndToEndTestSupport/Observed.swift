internal import Synchronization

/// Something that changes, and that tests wait for: a log, replies, events, an exit status.
package final class Observed<Value: Sendable>: Sendable {
    /// What did not happen in time.
    package struct TimedOut: Error, CustomStringConvertible {
        /// What was waited for, and how long.
        package let description: String
    }

    private struct Waiter: Sendable {
        let isMet: @Sendable (Value) -> Bool
        let continuation: CheckedContinuation<Value?, Never>
    }

    private struct State: Sendable {
        var value: Value
        var waiters: [Int: Waiter] = [:]
        var next = 0
    }

    private let state: Mutex<State>

    /// Begins with a value.
    package init(_ value: Value) {
        state = Mutex(State(value: value))
    }

    /// What it is now.
    package var value: Value { state.withLock { $0.value } }

    /// Changes it, and wakes everyone whose condition is met by that.
    package func update(_ change: (inout Value) -> Void) {
        let woken = state.withLock { state -> ([Waiter], Value) in
            change(&state.value)
            let value = state.value
            let met = state.waiters.filter { $0.value.isMet(value) }
            for key in met.keys { state.waiters[key] = nil }
            return (Array(met.values), value)
        }
        for waiter in woken.0 { waiter.continuation.resume(returning: woken.1) }
    }

    /// Waits until a condition is met; throws if that takes longer than the deadline.
    @discardableResult
    package func wait(
        for what: @autoclosure @Sendable () -> String, seconds: Int = 120,
        until isMet: @escaping @Sendable (Value) -> Bool
    ) async throws -> Value {
        let id = state.withLock { state in
            state.next += 1
            return state.next
        }
        let deadline = Task {
            let clock = ContinuousClock()
            try await clock.sleep(until: clock.now + .seconds(seconds))
            self.expire(id)
        }
        defer { deadline.cancel() }
        let value: Value? = await withCheckedContinuation { continuation in
            let now: Value? = state.withLock { state in
                if isMet(state.value) { return state.value }
                state.waiters[id] = Waiter(isMet: isMet, continuation: continuation)
                return nil
            }
            if let now { continuation.resume(returning: now) }
        }
        guard let value else { throw TimedOut(description: "\(what()) did not come within \(seconds) s") }
        return value
    }

    private func expire(_ id: Int) {
        let waiter = state.withLock { $0.waiters.removeValue(forKey: id) }
        waiter?.continuation.resume(returning: nil)
    }
}

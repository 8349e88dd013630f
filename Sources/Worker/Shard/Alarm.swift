/// Wakes an actor at a time; at most one wake-up is set, the earliest asked for.
struct Alarm {
    private var plan = AlarmPlan()
    private var task: Task<Void, Never>?

    /// Makes sure that `fire` runs no later than at `atNanoseconds`.
    mutating func set(
        atNanoseconds: Int64?, clock: WallClock, fire: @escaping @Sendable () async -> Void
    ) {
        guard let at = atNanoseconds,
            let nanoseconds = plan.set(atNanoseconds: at, nowNanoseconds: clock.nowNanoseconds())
        else { return }
        task?.cancel()
        let wait = Duration.nanoseconds(nanoseconds)
        task = Task {
            do {
                try await clock.pass(wait)
            } catch {
                return
            }
            await fire()
        }
    }

    /// Notes that the wake-up has come, so that the next one can be set.
    mutating func fired() {
        plan.fired()
        task = nil
    }

    /// Takes the wake-up back.
    ///
    /// - Returns: its task, so that the owner can wait until it has ended.
    mutating func cancel() -> Task<Void, Never>? {
        let task = task
        fired()
        task?.cancel()
        return task
    }
}

public import Wire

/// When a request is sent again, always under its own key: so it has one effect, however often it is sent.
public struct RepeatPolicy: Sendable, Hashable {
    /// How often a request is sent in all because of a status in `codes`; 1: once.
    public var maximumAttempts = 1
    /// The statuses after which it is sent again.
    ///
    /// `UNAVAILABLE` stands for what the broker did not take, too.
    public var codes: Set<StatusCode> = []
    /// The wait before the second attempt.
    public var initialDelay: Duration = .milliseconds(200)
    /// The longest wait.
    public var maximumDelay: Duration = .seconds(5)
    /// What each wait is longer than the one before.
    public var multiplier = 2.0
    /// How often a request that was lost with its connection is sent again, at once when there is a new one.
    public var maximumResends = 0

    /// Sends every request once.
    public static let never = RepeatPolicy()

    /// A policy that sends every request once; change what shall be different.
    public init() {}

    /// How long to wait after so many attempts.
    ///
    /// - Parameter chance: 0 to 1, drawn anew each time: who was refused together must not come back together.
    func delay(afterAttempts attempts: Int, chance: Double) -> Duration {
        var delay = initialDelay
        // The wait has reached its maximum long before the attempts reach any sensible bound.
        var left = attempts - 1
        while left > 0, delay < maximumDelay, multiplier > 1 {
            delay = delay * multiplier
            left -= 1
        }
        return min(delay, maximumDelay) * (0.8 + 0.4 * min(max(chance, 0), 1))
    }
}

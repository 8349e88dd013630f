/// When a lost connection is opened again.
public struct RecoveryPolicy: Sendable, Hashable {
    /// Whether it is opened again at all; if not, a lost connection is closed.
    public var isEnabled: Bool
    /// The wait before the first attempt.
    public var initialDelay: Duration
    /// The longest wait; it doubles from attempt to attempt until then.
    public var maximumDelay: Duration
    /// How much of each wait is drawn by chance, 0 to 1: clients that were cut off together must not come back
    /// together.
    public var jitter: Double
    /// How many attempts, each over all hosts, before the connection is given up; nil: for ever.
    public var maximumAttempts: Int?

    /// For ever, from 0.2 s to 10 s, with half of each wait drawn by chance, unless said otherwise.
    public init(
        isEnabled: Bool = true, initialDelay: Duration = .milliseconds(200), maximumDelay: Duration = .seconds(10),
        jitter: Double = 0.5, maximumAttempts: Int? = nil
    ) {
        self.isEnabled = isEnabled
        self.initialDelay = initialDelay
        self.maximumDelay = maximumDelay
        self.jitter = jitter
        self.maximumAttempts = maximumAttempts
    }
}

/// Counts the attempts of one recovery and says how long to wait before the next one.
package struct Backoff: Sendable {
    private let policy: RecoveryPolicy
    private(set) var attempts = 0

    /// Nothing has been tried yet.
    package init(_ policy: RecoveryPolicy) { self.policy = policy }

    /// The wait before the next attempt, nil when there is none left.
    package mutating func next(using generator: inout some RandomNumberGenerator) -> Duration? {
        guard policy.isEnabled, attempts < policy.maximumAttempts ?? .max else { return nil }
        // 2^20 times the initial delay is beyond any sensible maximum, and the shift cannot overflow.
        let doubled = policy.initialDelay * (1 << min(attempts, 20))
        attempts += 1
        let full = max(.zero, min(doubled, policy.maximumDelay))
        let jitter = min(max(policy.jitter, 0), 1)
        let drawn = jitter > 0 ? Double.random(in: 0...jitter, using: &generator) : 0
        return full * (1 - drawn)
    }

    /// Begins again after a success.
    package mutating func reset() { attempts = 0 }
}

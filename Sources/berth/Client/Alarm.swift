import Dispatch

/// Rings when a deadline passes; who waits for it waits for other things at the same time.
struct Alarm: Sendable {
    /// One element for each deadline that passed; several passed at once may ring once.
    let rings: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    /// An alarm that is not set.
    init() {
        (rings, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Sets a deadline beside those that are set already; none can be taken back.
    func set(after duration: Duration) {
        let (seconds, attoseconds) = max(duration, .zero).components
        let nanoseconds = Double(seconds) * 1e9 + Double(attoseconds) / 1e9
        DispatchQueue.global().asyncAfter(deadline: .now() + .nanoseconds(Int(min(nanoseconds, 9e17)))) {
            continuation.yield()
        }
    }

    /// Ends `rings`; deadlines still to come are forgotten.
    func stop() { continuation.finish() }
}

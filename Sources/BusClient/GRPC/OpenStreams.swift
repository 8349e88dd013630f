/// Counts the streams of a transport, and knows when the last one may take the connection along.
struct OpenStreams: Sendable {
    private var count = 0
    private var isShutDown = false

    /// A stream is to be opened; false after shutdown.
    mutating func open() -> Bool {
        guard !isShutDown else { return false }
        count += 1
        return true
    }

    /// A stream has ended; true when it was the last one.
    mutating func close() -> Bool {
        precondition(count > 0, "only an open stream ends")
        count -= 1
        return isShutDown && count == 0
    }

    /// No more streams; true when there is none.
    mutating func shutDown() -> Bool {
        isShutDown = true
        return count == 0
    }
}

/// Exponential back-off between two bounds, without jitter: one worker talks to one broker here.
package struct Backoff: Hashable, Sendable {
    private let leastNanoseconds: Int64
    private let mostNanoseconds: Int64
    private var nextNanoseconds: Int64

    /// Makes a back-off that doubles from `least` to `most`, both above 0.
    package init(leastNanoseconds: Int64 = 50_000_000, mostNanoseconds: Int64 = 5_000_000_000) {
        precondition(leastNanoseconds > 0 && mostNanoseconds >= leastNanoseconds, "bounds of a back-off must ascend")
        self.leastNanoseconds = leastNanoseconds
        self.mostNanoseconds = mostNanoseconds
        nextNanoseconds = leastNanoseconds
    }

    /// How long to wait now; the next wait is twice as long.
    package mutating func next() -> Int64 {
        let wait = nextNanoseconds
        nextNanoseconds = nextNanoseconds > mostNanoseconds / 2 ? mostNanoseconds : nextNanoseconds * 2
        return wait
    }

    /// Starts again from the least wait.
    package mutating func reset() {
        nextNanoseconds = leastNanoseconds
    }
}

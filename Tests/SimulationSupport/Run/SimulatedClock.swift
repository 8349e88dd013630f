/// Time that passes only when the simulation lets it: what has passed, and the time of day, which can jump.
struct SimulatedClock {
    /// 2023-11-14T22:13:20Z, in nanoseconds since 1970.
    static let startNanoseconds: Int64 = 1_700_000_000_000_000_000

    /// How much time has passed.
    private(set) var elapsedNanoseconds: Int64 = 0
    /// How far the time of day has been put forward, or back.
    private(set) var skewNanoseconds: Int64 = 0

    /// The time of day, in nanoseconds since 1970.
    var wallNanoseconds: Int64 { Self.startNanoseconds + elapsedNanoseconds + skewNanoseconds }

    mutating func advance(byNanoseconds: Int64) {
        precondition(byNanoseconds >= 0, "time that has passed does not come back")
        elapsedNanoseconds += byNanoseconds
    }

    mutating func advance(toElapsedNanoseconds: Int64) {
        elapsedNanoseconds = max(elapsedNanoseconds, toElapsedNanoseconds)
    }

    mutating func jump(byNanoseconds: Int64) { skewNanoseconds += byNanoseconds }
}

import Foundation

/// Watches a consumer work off a queue that was filled before.
struct Drain {
    /// What one drain came to; only its middle counts, without the start and the last, smaller batches.
    struct Result {
        var perSecond: Double
        /// Per request, in microseconds.
        var consumer: ProcessorTime
        var broker: ProcessorTime
        /// Events that were published for each request.
        var events: Double
    }

    let control: BrokerControl
    let brokerProcess: Int32

    private struct Mark {
        var time: ContinuousClock.Instant
        var count: Int
        var consumer: ProcessorTime
        var broker: ProcessorTime
    }

    /// Waits until all replies are there.
    func watch(_ total: Int, by program: Program) async throws -> Result {
        let clock = ContinuousClock(), deadline = clock.now + .seconds(120)
        var first: Mark?, last: Mark?
        while true {
            let count = try await control.count(BrokerControl.replies)
            let mark = Mark(
                time: clock.now, count: count, consumer: .of(program.identifier), broker: .of(brokerProcess))
            if first == nil, count >= total / 10 { first = mark }
            if count <= total * 95 / 100 { last = mark }
            if count >= total { break }
            guard program.isRunning, clock.now < deadline else {
                throw BenchError("only \(count) of \(total) requests were answered")
            }
            try await clock.sleep(for: .milliseconds(10))
        }
        guard let first, let last, last.count > first.count else { throw BenchError("a drain was too short") }
        return Self.result(first, last, events: Double(try await control.count(BrokerControl.events)) / Double(total))
    }

    private static func result(_ first: Mark, _ last: Mark, events: Double) -> Result {
        let count = Double(last.count - first.count)
        func each(_ time: ProcessorTime) -> ProcessorTime {
            ProcessorTime(user: time.user / count * 1e6, system: time.system / count * 1e6)
        }
        return Result(
            perSecond: count / (first.time.duration(to: last.time) / .seconds(1)),
            consumer: each(last.consumer - first.consumer), broker: each(last.broker - first.broker), events: events)
    }
}

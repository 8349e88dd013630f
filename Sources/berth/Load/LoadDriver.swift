import BusClient
import Wire

/// Plays a workload against a worker: carries requests from `LoadRun` to the client and answers back.
struct LoadDriver {
    private let client: Bus
    private let messages: LoadMessages
    /// What the keys of this run begin with: another run of the same workload must not get this one's recorded answers.
    private let runKey: String
    private let maximumOutstanding: Int
    /// Requests per second; nil: as fast as it goes.
    private let rate: Double?
    private var run: LoadRun
    private var outstanding: [UInt64: LoadRun.Request] = [:]
    private var figures = LoadFigures()
    private var sent = 0

    /// Prepares a run that has sent nothing yet.
    init(
        client: Bus, messages: LoadMessages, run: LoadRun, runKey: String, maximumOutstanding: Int,
        rate: Double?
    ) {
        precondition(maximumOutstanding > 0, "at least one request is outstanding at a time")
        self.client = client
        self.messages = messages
        self.run = run
        self.runKey = runKey
        self.maximumOutstanding = maximumOutstanding
        self.rate = rate
    }

    /// Plays everything.
    ///
    /// - Parameter progress: told after each batch of answers: finished steps of all, requests answered so far.
    /// - Throws: when the run cannot go on at all.
    mutating func play(
        progress: (_ finished: Int, _ total: Int, _ answered: Int) -> Void
    ) async throws(ToolError) -> (run: LoadRun, figures: LoadFigures) {
        let start = ContinuousClock.now
        while !run.isFinished {
            let batch = try nextBatch(elapsed: ContinuousClock.now - start)
            let numbers = client.send(batch.map(\.1))
            for (number, request) in zip(numbers, batch) { outstanding[number] = request.0 }
            sent += batch.count
            if let rate, outstanding.count < maximumOutstanding {
                client.wake(after: .seconds(Double(sent + 1) / rate) - (ContinuousClock.now - start))
            }
            for completion in await client.nextCompletions() {
                try take(completion, at: ContinuousClock.now - start)
            }
            progress(run.counts.finished, run.total, figures.answered)
        }
        if let failure = run.failure {
            throw ToolError(.unanswered, failure, advice: "Is berthd running? Its log says what it does.")
        }
        return (run, figures)
    }

    private mutating func nextBatch(
        elapsed: Duration
    ) throws(ToolError) -> [(LoadRun.Request, BusRequest)] {
        var room = maximumOutstanding - outstanding.count
        if let rate { room = min(room, Int(rate * (elapsed / .seconds(1))) + 1 - sent) }
        var batch: [(LoadRun.Request, BusRequest)] = []
        while batch.count < room, let request = run.next() { batch.append((request, try prepared(request))) }
        return batch
    }

    private func prepared(_ request: LoadRun.Request) throws(ToolError) -> BusRequest {
        let key = "\(runKey)-\(request.number)"
        let host = messages.host(of: request.work.node)
        switch request.work {
        case .report(let node):
            return try BusRequest.encoded(.reportInventory, messages.report(node), host: host, key: key)
        case .claim(let task, let node):
            return try BusRequest.encoded(.claimInstance, messages.claim(task, on: node), host: host, key: key)
        case .delete(let task, let node):
            return try BusRequest.encoded(.updateInstance, messages.deletion(task, on: node), host: host, key: key)
        }
    }

    private mutating func take(_ completion: BusCompletion, at elapsed: Duration) throws(ToolError) {
        guard let request = outstanding.removeValue(forKey: completion.number) else { return }
        let answer = try LoadAnswers.answer(
            completion.result, to: request.work, host: messages.host(of: request.work.node),
            devices: messages.deviceCount(of: request.work.node))
        if answer != .missing { figures.add(request.work, latency: completion.elapsed, at: elapsed) }
        run.finished(request.number, answer)
    }
}

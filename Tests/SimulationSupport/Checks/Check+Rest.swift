internal import Worker

extension Check {
    /// Everything has come to rest: one worker serves, and nothing waits for anybody.
    static let rest = Check("rest") { run in
        guard let worker = run.workers.first, run.workers.count == 1 else {
            return ["\(run.workers.count) workers live"]
        }
        var left: [String] = []
        if !run.broker.requests.ready.isEmpty { left.append("\(run.broker.requests.ready.count) requests wait") }
        if !run.broker.requests.out.isEmpty { left.append("\(run.broker.requests.out.count) are not acknowledged") }
        if !run.store.outbox.isEmpty { left.append("\(run.store.outbox.count) messages are not marked as published") }
        if !run.store.held.isEmpty { left.append("\(run.store.held.count) requests are held") }
        if worker.pipeline.outboxCount > 0 { left.append("\(worker.pipeline.outboxCount) messages wait in memory") }
        if worker.pipeline.lastPosition != run.store.lastPosition { left.append("memory is ahead of the store") }
        return left
    }
}

import AMQP
import EndToEndTestSupport
import SwiftProtobuf
import Synchronization
import Wire

/// Many callers at once, each with instances of its own, who remember what they sent and what they were told.
final class Load: Sendable {
    let plan: LoadPlan
    let hosts: [String]
    let callers: [Caller]
    /// How many requests have been done with.
    let progress = Observed(0)
    /// How many request queues have been deleted under the callers.
    let losses = Observed(0)
    let record = Mutex(LoadRecord())
    private let isStopped = Atomic(false)

    /// Connects the callers and reports the nodes that they work on.
    static func prepare(_ url: String, _ plan: LoadPlan) async throws -> Load {
        var callers: [Caller] = []
        for _ in 0..<plan.callers { callers.append(try await Caller.open(url)) }
        let load = Load(plan, callers)
        for host in load.hosts {
            var lane = Lane(number: -1, host: host, load: load)
            try await lane.report()
        }
        return load
    }

    private init(_ plan: LoadPlan, _ callers: [Caller]) {
        self.plan = plan
        self.callers = callers
        hosts = (0..<plan.hosts).map { "load-\($0)" }
    }

    /// Lets every caller finish its request and end.
    func stop() { isStopped.store(true, ordering: .relaxed) }

    /// Whether it was stopped, or has given up.
    var hasEnded: Bool { isStopped.load(ordering: .relaxed) }

    /// Runs until it is stopped.
    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<plan.lanes {
                group.addTask {
                    var lane = Lane(number: number, host: self.hosts[number % self.hosts.count], load: self)
                    while !self.isStopped.load(ordering: .relaxed) {
                        try await lane.step()
                        self.progress.update { $0 += 1 }
                    }
                }
            }
            // The first caller that fails ends all of them.
            do {
                try await group.waitForAll()
            } catch {
                stop()
                // Wakes whoever waits for more requests.
                progress.update { _ in }
                throw error
            }
        }
    }

    /// Waits until so many more requests have been done with.
    func pass(_ requests: Int) async throws {
        let goal = progress.value + requests
        let passed = try await progress.wait(for: "\(requests) more requests", seconds: 150) { done in
            done >= goal || self.hasEnded
        }
        guard passed >= goal else { throw LoadFailure(description: "a caller has given up") }
    }

    /// Notes a request that changes something.
    func note(_ change: Change) { record.withLock { $0.changes[change.call.key] = change } }

    /// Notes a message that must be parked.
    func park(_ call: Call, reason: String) {
        let parked = Parked(reason: reason, lossesBefore: losses.value)
        record.withLock { $0.parked[call.key] = parked }
    }

    /// Closes all connections.
    func close() async {
        for caller in callers { await caller.close() }
    }
}

/// Why a caller gave up.
struct LoadFailure: Error, CustomStringConvertible {
    let description: String
}

extension Caller {
    /// Sends a request again and again until its answer comes.
    ///
    /// - Throws: `LoadFailure` if the broker has confirmed a request that nobody has seen, and no queue was deleted.
    func ask(_ call: Call, leavesKey: Bool, losses: Observed<Int>) async throws -> Reply {
        let id = "\(call.key) \(Fixture.uuid())"
        for _ in 0..<20 {
            try Task.checkCancellation()
            let lost = losses.value
            try await send(call, correlationID: id, attempts: 10_000)
            if let reply = try await patientReply(id) { return reply }
            guard leavesKey, losses.value == lost else { continue }
            let state = try await outcomePatiently(call.key, host: call.routingKey, losses: losses).state
            if state == .neverSeen, losses.value == lost {
                throw LoadFailure(description: "the broker confirmed request \(call.key), but nobody has seen it")
            }
        }
        throw LoadFailure(description: "no reply to \(call.properties.type ?? "") \(call.key)")
    }

    /// What became of a request; asks again as long as no answer comes.
    func outcomePatiently(_ key: String, host: String, losses: Observed<Int>) async throws
        -> Berth_Tracker_V1_GetOutcomeResponse
    {
        let request = Berth_Tracker_V1_GetOutcomeRequest.with {
            $0.host = host
            $0.requestID = key
        }
        let reply = try await ask(Call(.getOutcome, host, request), leavesKey: false, losses: losses)
        guard reply.code == .ok else { throw LoadFailure(description: "no outcome of \(key): \(reply.code)") }
        return try reply.read(Berth_Tracker_V1_GetOutcomeResponse.self)
    }

    private func patientReply(_ id: String) async throws -> Reply? {
        try? await replies.wait(for: "a reply", seconds: 8) { $0[id] != nil }[id]?.first
    }
}

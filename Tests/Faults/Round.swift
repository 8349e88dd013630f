import BrokerTestSupport
import EndToEndTestSupport
import Foundation
import Synchronization
import Worker

/// One round: a fresh worker under a drawn load and drawn faults, then the proof.
struct Round {
    /// What a round came to.
    struct Result: Sendable {
        var findings: [String] = []
        /// How often each kind of fault was injected.
        var faults: [FaultKind: Int] = [:]
        var operations: [Operation: Int] = [:]
        var requests = 0
        var events = 0
        var deadLetters = 0
        /// How many messages were taken for guilty of kills that came from outside.
        var convicted = 0
    }

    let seed: UInt64
    let plan: LoadPlan
    let schedule: FaultSchedule
    /// How to run it again.
    let command: String
    private let level: String

    /// Draws everything about a round.
    init(seed: UInt64, faults: Int, covering kinds: [FaultKind] = [], command: String) {
        self.seed = seed
        self.command = command
        plan = LoadPlan(seed: seed)
        schedule = FaultSchedule(seed: seed, count: faults, covering: kinds)
        level = seed % 2 == 0 ? "info" : "debug"
    }

    /// Runs it; what goes wrong is among the findings.
    func run(on broker: TestBroker) async -> Result {
        var result = Result()
        do {
            let site = try await Site.make(on: broker)
            let events = try await EventSubscriber.open(site.url)
            var stage = try await Stage.make(site, plan, level: level)
            let dead = try await DeadLetters.open(site.url)
            do {
                try await strike(&stage, &result)
                var proof = Proof(site: site, load: stage.load, events: events, dead: dead)
                try await proof.examine(stage.worker)
                result.findings += proof.findings
                result.convicted = proof.convicted.count
            } catch {
                result.findings.append("\(error)")
            }
            let record = stage.load.record.withLock { $0 }
            result.operations = record.counts
            result.requests = stage.load.progress.value
            result.events = events.seen.value.taken.count
            result.deadLetters = dead.seen.value.count
            if !result.findings.isEmpty { keepEvidence(stage, result) }
            await stage.load.close()
            await events.close()
            await dead.close()
            try await stage.worker.kill()
        } catch {
            result.findings.append("\(error)")
        }
        return result
    }

    /// Runs the faults one after the other while the callers work.
    private func strike(_ stage: inout Stage, _ result: inout Result) async throws {
        let load = stage.load
        // A fault that is not got over ends the callers, too: they are cancelled with this scope.
        async let work: Void = load.run()
        for (index, fault) in schedule.faults.enumerated() {
            do {
                try await stage.strike(fault)
            } catch {
                let what = "fault \(index + 1), \(fault): \(error)"
                guard load.hasEnded else { throw LoadFailure(description: what) }
                // The caller that has given up says why.
                result.findings.append(what)
                try await work
            }
            result.faults[fault.kind, default: 0] += 1
        }
        load.stop()
        try await work
    }

    /// Keeps what is needed to understand a failure: schedule, logs and store.
    private func keepEvidence(_ stage: Stage, _ result: Result) {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("berth-faults-\(seed)")
        try? FileManager.default.removeItem(at: folder)
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let told = (["\(plan)"] + schedule.faults.map(\.description) + result.findings).joined(separator: "\n")
        try? told.write(to: folder.appendingPathComponent("round.txt"), atomically: true, encoding: .utf8)
        for (index, worker) in stage.workers.enumerated() {
            let file = folder.appendingPathComponent("worker-\(index).log")
            try? worker.child.output.write(to: file, atomically: true, encoding: .utf8)
        }
        try? FileManager.default.copyItem(
            at: URL(fileURLWithPath: stage.site.path()), to: folder.appendingPathComponent("data"))
        say("evidence of round \(seed): \(folder.path)")
    }
}

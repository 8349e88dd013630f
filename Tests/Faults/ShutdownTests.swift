import BrokerTestSupport
import EndToEndTestSupport
import Journal
import Testing
import Worker

/// An orderly stop while callers go on.
@Suite("A worker that is stopped under load", .serialized, .timeLimit(.minutes(5)))
struct ShutdownTests {
    @Test("It ends with 0, has everything published and acknowledged, and repeats nothing that it had answered")
    func stopUnderLoad() async throws {
        let site = try await Site.make()
        let events = try await EventSubscriber.open(site.url)
        var stage = try await Stage.make(site, LoadPlan(seed: 3), level: "debug")
        let dead = try await DeadLetters.open(site.url)
        let load = stage.load
        async let work: Void = load.run()
        try await load.pass(150)
        #expect(try await stage.worker.stop() == .exited(0))
        let store = try await SQLiteStore.openReadOnly(directory: site.path())
        let stopped = try await store.load()
        await store.close()
        #expect(stopped.stoppedCleanly && stopped.counts.outbox == 0)

        try await stage.serve()
        try await load.pass(50)
        load.stop()
        try await work
        // A request that the first worker had done would be answered by the second with its recorded reply: only what
        // callers sent twice may be.
        let repeated = stage.worker.child.progress.value.lines.filter {
            $0.contains(LogMessage.requestRepeated.rawValue)
        }
        let sentTwice = Set(load.callers.flatMap(\.sentTwice))
        for line in repeated { #expect(sentTwice.contains { line.contains($0) }, "\(line)") }
        var proof = Proof(site: site, load: load, events: events, dead: dead)
        try await proof.examine(stage.worker)
        #expect(proof.findings.isEmpty, "\(proof.findings)")
        await load.close()
        await events.close()
        await dead.close()
    }
}

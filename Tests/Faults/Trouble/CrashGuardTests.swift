import EndToEndTestSupport
import Foundation
import Testing
import Wire
import Worker

/// Messages that kill the worker; provoked by a worker that traps on one of them.
@Suite("A message that kills the worker", .serialized, .timeLimit(.minutes(5)))
struct CrashGuardTests {
    /// How many innocent messages are in hand with the guilty one, on either side of it.
    private static let innocents = 150

    @Test(
        "It alone is parked after it was found marked at two starts; all that were in hand with it go through",
        arguments: [PipelineProbe.Step.decode, .decoded, .decide, .decided], [true, false])
    func guilty(_ step: PipelineProbe.Step, isCall: Bool) async throws {
        let site = try await Site.make()
        let caller = try await Caller.open(site.url)
        let host = Fixture.host()
        let bad = try Fixture.claim(host, Fixture.instance(Fixture.uuid())).with { $0.isCall = isCall }
        let first = try await Self.launch(site, step, bad.key)
        try await first.ready()
        let dead = try await DeadLetters.open(site.url)
        try await caller.report(host, Fixture.inventory(vcpus: 100_000, memory: 100_000_000, disk: 1_000_000))
        // Everything is in hand at once when it runs again.
        first.child.signal(SIGSTOP)
        let calls = try (0..<(2 * Self.innocents)).map { _ in try Fixture.claim(host, Fixture.instance(Fixture.uuid()))
        }
        for call in calls.prefix(Self.innocents) { try await caller.send(call, correlationID: call.key) }
        try await caller.send(bad, correlationID: bad.key)
        for call in calls.suffix(Self.innocents) { try await caller.send(call, correlationID: call.key) }
        first.child.signal(SIGCONT)
        try await Self.expectTrap(first)

        // Found marked at the third and at the fourth start: the second start dies with the first mark.
        for _ in 0..<2 {
            let next = try await Self.launch(site, step, bad.key)
            try await next.line(.singleSteps)
            try await Self.expectTrap(next)
        }
        let last = try await Self.launch(site, step, bad.key)
        try await last.line(.crashGuardParked)
        for call in calls { #expect(try await caller.reply(to: call.key).code == .ok) }
        // The first message that was not in hand brings full speed back.
        let node = try await caller.node(host)
        #expect(node.grants.count == calls.count)
        try await last.line(.fullSpeed)
        #expect(try await caller.outcome(bad.key, host: host).state == .dead)
        let letter = try await dead.letter(key: bad.key)
        #expect(letter.header(HeaderName.deadReason) == "CRASHED_WORKER" && letter.body == bad.body)
        #expect(Set(dead.seen.value.compactMap(\.properties.messageID)) == [bad.key])
        #expect(try await last.stop() == .exited(0))
        let report = try await StoreVerification.verify(dataDirectory: site.path())
        #expect(report.findings.isEmpty && report.outbox == 0)
        await caller.close()
        await dead.close()
    }

    private static func launch(_ site: Site, _ step: PipelineProbe.Step, _ key: String) async throws -> WorkerProcess {
        let environment = [
            "BERTH_CRASH_KEY": key, "BERTH_CRASH_STEP": step.rawValue, "SWIFT_BACKTRACE": "enable=no",
        ]
        let child = try await ChildProcess.start(
            try WorkerProcess.sibling("FaultyWorker"), ["--broker", site.url, "--data-dir", site.path()],
            environment: environment)
        return WorkerProcess(child: child)
    }

    private static func expectTrap(_ worker: WorkerProcess) async throws {
        let ending = try await worker.child.ending()
        guard case .killed(let signal) = ending else {
            Issue.record("the worker ended with \(ending):\n\(worker.child.output.suffix(2_000))")
            return
        }
        #expect([SIGILL, SIGTRAP, SIGABRT].contains(signal))
    }
}

import EndToEndTestSupport
import Foundation
import GRDB
import Testing
import Wire
import Worker

/// One class of failure of the store, one answer; each provoked for real.
@Suite("A worker whose store is in trouble", .serialized, .timeLimit(.minutes(5)))
struct StoreTroubleTests {
    /// A failure of the disk, and what the log says about it.
    struct DiskFault: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// Codes of which one must be in the log.
        let codes: [String]
        let fail: @Sendable (FaultControl) -> Void
    }

    static let diskFaults = [
        DiskFault(testDescription: "disk full", codes: ["DISK_FULL"]) { $0.failWrites(ENOSPC) },
        DiskFault(testDescription: "writes fail", codes: ["INPUT_OUTPUT", "OUTCOME_UNKNOWN"]) { $0.failWrites(EIO) },
        DiskFault(testDescription: "syncs fail", codes: ["OUTCOME_UNKNOWN", "INPUT_OUTPUT"]) { $0.failSyncs(EIO) },
        DiskFault(testDescription: "read-only", codes: ["READ_ONLY", "INPUT_OUTPUT", "OUTCOME_UNKNOWN"]) {
            $0.failWrites(EROFS)
            $0.failOpens(EROFS)
        },
    ]

    @Test(
        "While the disk fails it says so, is not ready and answers nothing; then it goes on with what waited",
        arguments: diskFaults)
    func diskFails(_ fault: DiskFault) async throws {
        let trouble = try await TroubleSite.make()
        let worker = try await trouble.serve()
        let host = Fixture.host()
        try await trouble.caller.report(host)
        #expect(trouble.isReady)
        let before = try await trouble.caller.call(trouble.claim(host))
        let mark = worker.mark
        fault.fail(trouble.control)
        let call = try trouble.claim(host)
        try await trouble.caller.send(call, correlationID: call.key)
        let line = try await worker.next([.shardFailed], after: mark)
        #expect(fault.codes.contains { line.contains($0) }, "\(line)")
        // The second failure shows that the store is asked before requests are taken again.
        try await worker.next([.shardFailed], after: worker.mark)
        #expect(!trouble.isReady)
        #expect(trouble.caller.replies.value[call.key] == nil)
        #expect(!WorkerProcess.has([.consuming], in: worker.child.progress.value.lines.dropFirst(mark)))
        trouble.control.mend()
        let reply = try await trouble.caller.reply(to: call.key)
        #expect(reply.code == .ok)
        #expect(trouble.isReady)
        #expect(try await trouble.caller.node(host).node.usage.vcpusUsed == 4)
        try await trouble.expectDurable([call.key: reply, "": before].filter { $0.key != "" }, worker)
    }

    @Test("Started while the disk fails, it waits for the disk instead of giving up", arguments: diskFaults)
    func diskFailsAtStart(_ fault: DiskFault) async throws {
        let trouble = try await TroubleSite.make()
        let host = Fixture.host()
        let first = try await trouble.serve()
        try await trouble.caller.report(host)
        try await first.kill()
        fault.fail(trouble.control)
        let worker = try await trouble.launch()
        try await worker.line(.shardFailed)
        #expect(!trouble.isReady)
        trouble.control.mend()
        try await worker.ready()
        let call = try trouble.claim(host)
        let reply = try await trouble.caller.call(call)
        #expect(reply.code == .ok)
        try await trouble.expectDurable([call.key: reply], worker)
    }

    @Test("A slow disk makes it slow and nothing else: it stays ready, and every answer is durable")
    func slowDisk() async throws {
        let trouble = try await TroubleSite.make()
        let worker = try await trouble.serve()
        let host = Fixture.host()
        try await trouble.caller.report(host)
        trouble.control.slowSyncs(milliseconds: 700)
        let call = try trouble.claim(host)
        let reply = try await trouble.caller.call(call)
        #expect(reply.code == .ok && trouble.isReady)
        #expect(trouble.control.strikes.slow > 0)
        trouble.control.mend()
        try await trouble.expectDurable([call.key: reply], worker)
    }

    @Test("While another program has the database locked it says so and is not ready; then it goes on")
    func lockedDatabase() async throws {
        let trouble = try await TroubleSite.make()
        let worker = try await trouble.serve()
        let host = Fixture.host()
        try await trouble.caller.report(host)
        let mark = worker.mark
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        configuration.busyMode = .timeout(10)
        let intruder = try DatabaseQueue(path: trouble.site.path() + "/berth.sqlite", configuration: configuration)
        try await intruder.writeWithoutTransaction { try $0.beginTransaction(.immediate) }
        let call = try trouble.claim(host)
        try await trouble.caller.send(call, correlationID: call.key)
        let line = try await worker.next([.shardFailed], after: mark)
        #expect(line.contains("BUSY"), "\(line)")
        #expect(!trouble.isReady && trouble.caller.replies.value[call.key] == nil)
        try await intruder.writeWithoutTransaction { try $0.rollback() }
        try intruder.close()
        let reply = try await trouble.caller.reply(to: call.key)
        #expect(reply.code == .ok)
        try await trouble.expectDurable([call.key: reply], worker)
    }

    @Test("A damaged page is found at start: it ends with 5 and says what to do, and a restored folder is served")
    func damagedPage() async throws {
        let trouble = try await TroubleSite.make()
        let host = Fixture.host()
        let first = try await trouble.serve()
        try await trouble.caller.report(host)
        let call = try trouble.claim(host)
        let reply = try await trouble.caller.call(call)
        #expect(try await first.stop() == .exited(0))
        let backup = trouble.site.path("backup")
        try FileManager.default.copyItem(atPath: trouble.site.path(), toPath: backup)
        let file = URL(fileURLWithPath: trouble.site.path() + "/berth.sqlite")
        var content = try Data(contentsOf: file)
        for index in stride(from: 4_096, to: content.count, by: 512) { content[index] ^= 0xFF }
        try content.write(to: file)
        let refused = try await trouble.launch()
        #expect(try await refused.child.ending() == .exited(5))
        #expect(refused.child.output.contains("DAMAGED") && refused.child.output.contains("backup"))
        #expect(!trouble.isReady)
        try FileManager.default.removeItem(atPath: trouble.site.path())
        try FileManager.default.moveItem(atPath: backup, toPath: trouble.site.path())
        let worker = try await trouble.serve()
        try await trouble.expectDurable([call.key: reply], worker)
    }

    @Test(
        "When the clock jumps it goes on at once: claims, replies, events and usage",
        arguments: [Duration.seconds(3_600), .seconds(-3_600)])
    func clockJumps(_ distance: Duration) async throws {
        let trouble = try await TroubleSite.make()
        let events = try await EventSubscriber.open(trouble.site.url)
        let worker = try await trouble.serve()
        let host = Fixture.host()
        try await trouble.caller.report(host)
        var replies: [String: Reply] = [:]
        for jump in [distance, .zero, distance, .zero] {
            let call = try trouble.claim(host)
            let id = try await trouble.caller.send(call)
            trouble.control.moveClock(by: jump)
            replies[call.key] = try await trouble.caller.reply(to: id)
            _ = try await events.event("of the claim") {
                if case .claimConfirmed = $0.body { $0.requestID == call.key } else { false }
            }
            let usage = Int64(replies.count * 2)
            _ = try await events.event("of the usage after it") { $0.usageUpdated.usage.vcpusUsed == usage }
        }
        try await trouble.expectDurable(replies, worker)
        await events.close()
    }
}

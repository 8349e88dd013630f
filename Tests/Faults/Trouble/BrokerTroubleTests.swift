import AMQP
import BrokerTestSupport
import EndToEndTestSupport
import Foundation
import Testing
import Wire
import Worker

/// One class of failure of the broker, one answer; each provoked for real, on a broker of its own.
@Suite("A worker whose broker is in trouble", .serialized, .timeLimit(.minutes(8)))
struct BrokerTroubleTests {
    /// The broker that these tests stop and block, one after the other.
    private static let broker = Task { try await TestBroker.dedicated() }

    private func trouble(_ arguments: [String] = []) async throws -> TroubleSite {
        try await TroubleSite.make(arguments, on: Self.broker.value)
    }

    @Test(
        "While the broker is down it says so and is not ready; when it is back it goes on by itself",
        arguments: [true, false])
    func down(_ isKilled: Bool) async throws {
        let trouble = try await trouble()
        let worker = try await trouble.serve()
        let host = Fixture.host()
        try await trouble.caller.report(host)
        let before = try await trouble.caller.call(trouble.claim(host))
        let mark = worker.mark
        if isKilled { try await trouble.site.broker.kill() } else { try await trouble.site.broker.stopApplication() }
        try await worker.next([.brokerLost, .consumerInterrupted], after: mark)
        let failure = try await worker.next([.shardFailed], after: mark)
        #expect(failure.contains("connectionRefused") || failure.contains("connectionLost"), "\(failure)")
        #expect(!trouble.isReady)
        #expect(worker.child.progress.value.ending == nil)
        if isKilled { try await trouble.site.broker.start() } else { try await trouble.site.broker.startApplication() }
        try await worker.next([.consuming], after: mark)
        let call = try trouble.claim(host)
        let reply = try await trouble.caller.callPatiently(call)
        #expect(reply.code == .ok && before.code == .ok && trouble.isReady)
        try await trouble.expectDurable([call.key: reply], worker)
    }

    @Test("Blocked by the broker's memory alarm it says so, keeps what it decided, and publishes it afterwards")
    func blocked() async throws {
        let trouble = try await trouble()
        let worker = try await trouble.serve()
        let host = Fixture.host()
        try await trouble.caller.report(host)
        let mark = worker.mark
        // Filled while the worker stands still, so that it has something to publish when the alarm is on.
        worker.child.signal(SIGSTOP)
        let calls = try (0..<5).map { _ in try trouble.claim(host) }
        for call in calls { try await trouble.caller.send(call, correlationID: call.key) }
        try await trouble.site.broker.control(["set_vm_memory_high_watermark", "0.00001"])
        worker.child.signal(SIGCONT)
        try await worker.next([.brokerBlocked], after: mark)
        try await trouble.site.broker.control(["set_vm_memory_high_watermark", "0.4"])
        try await worker.next([.brokerUnblocked], after: mark)
        var replies: [String: Reply] = [:]
        for call in calls { replies[call.key] = try await trouble.caller.reply(to: call.key) }
        #expect(replies.values.allSatisfy { $0.code == .ok })
        #expect(!WorkerProcess.has([.shardFailed, .brokerLost], in: worker.child.progress.value.lines.dropFirst(mark)))
        try await trouble.expectDurable(replies, worker)
    }

    @Test("When its queue is deleted under it the consumer is cancelled; it says so, makes the queue anew and serves")
    func queueDeleted() async throws {
        let trouble = try await trouble()
        let worker = try await trouble.serve()
        let mark = worker.mark
        try await trouble.caller.channel.deleteQueue("berth.requests.main")
        try await worker.next([.consumerCancelled], after: mark)
        try await worker.next([.consuming], after: mark)
        let host = Fixture.host()
        try await trouble.caller.report(host)
        let call = try trouble.claim(host)
        let reply = try await trouble.caller.call(call)
        #expect(reply.code == .ok && trouble.isReady)
        try await trouble.expectDurable([call.key: reply], worker)
    }

    @Test("A worker whose connections recover makes no queue again that was deleted: its consumer would not be told")
    func queueDeletedWhileCutOff() async throws {
        let trouble = try await trouble()
        let worker = try await trouble.serve()
        for purpose in ["events", "replies"] {
            let mark = worker.mark
            async let cut: Void = trouble.site.broker.closeConnections(
                virtualHost: trouble.site.virtualHost, named: " \(purpose)")
            try await worker.next([.brokerLost], after: mark)
            try await trouble.caller.channel.deleteQueue("berth.requests.main")
            try await cut
            try await worker.next([.consumerCancelled], after: mark)
            try await worker.next([.consuming], after: mark)
        }
        let host = Fixture.host()
        try await trouble.caller.report(host)
        let call = try trouble.claim(host)
        let reply = try await trouble.caller.call(call)
        #expect(reply.code == .ok)
        try await trouble.expectDurable([call.key: reply], worker)
    }

    @Test("Without the permissions that it had it says so and is not ready; given back, it serves by itself")
    func permissionRevoked() async throws {
        let trouble = try await trouble()
        let (site, user) = (trouble.site, "worker-\(trouble.site.virtualHost)")
        try await site.addUser(user, password: "secret-of-the-worker")
        let url = site.url.replacing("guest:guest@", with: "\(user):secret-of-the-worker@")
        let worker = try await trouble.serve(url: url)
        let host = Fixture.host()
        try await trouble.caller.report(host)
        let mark = worker.mark
        try await site.broker.control(["clear_permissions", "-p", site.virtualHost, user])
        try await site.broker.closeConnections(of: user)
        let line = try await worker.next([.shardFailed], after: mark)
        #expect(line.contains("accessRefused") || line.contains("notAllowed"), "\(line)")
        #expect(!worker.child.output.contains("secret-of-the-worker"))
        #expect(!trouble.isReady)
        // What was sent meanwhile waits in the queue.
        let call = try trouble.claim(host)
        try await trouble.caller.send(call, correlationID: call.key)
        try await site.broker.control(["set_permissions", "-p", site.virtualHost, user, ".*", ".*", ".*"])
        let reply = try await trouble.caller.reply(to: call.key)
        #expect(reply.code == .ok && trouble.isReady)
        try await trouble.expectDurable([call.key: reply], worker)
    }

    @Test("While a full queue refuses events it says so and answers all the same; then all events come, in order")
    func eventsRefused() async throws {
        let trouble = try await trouble()
        let events = try await EventSubscriber.open(trouble.site.url)
        let worker = try await trouble.serve()
        let host = Fixture.host()
        let full = "full-\(Fixture.uuid())"
        let channel = trouble.caller.channel
        try await channel.declareQueue(
            QueueDeclaration(name: full, arguments: ["x-max-length": 1, "x-overflow": "reject-publish"]))
        try await channel.bindQueue(full, to: "berth.events", routingKey: "#")
        let mark = worker.mark
        var replies: [String: Reply] = [:]
        try await trouble.caller.report(host)
        for _ in 0..<5 {
            let call = try trouble.claim(host)
            replies[call.key] = try await trouble.caller.call(call)
        }
        let line = try await worker.next([.eventsStalled], after: mark)
        #expect(line.contains("nack"), "\(line)")
        #expect(replies.values.allSatisfy { $0.code == .ok } && trouble.isReady)
        try await channel.deleteQueue(full)
        for key in replies.keys {
            _ = try await events.event("of \(key)") {
                if case .claimConfirmed = $0.body { $0.requestID == key } else { false }
            }
        }
        #expect(events.seen.value.contradictions.isEmpty)
        try await trouble.expectDurable(replies, worker)
        await events.close()
    }

    @Test("Cut off by the broker, it takes the shard anew and repeats no request that it had answered")
    func connectionClosed() async throws {
        let trouble = try await trouble()
        let worker = try await trouble.serve()
        let host = Fixture.host()
        try await trouble.caller.report(host)
        for purpose in ["requests", "replies", "events"] {
            let mark = worker.mark
            try await trouble.site.broker.closeConnections(
                virtualHost: trouble.site.virtualHost, named: " \(purpose)")
            try await worker.next([.brokerRecovered, .consuming], after: mark)
            #expect(try await trouble.caller.call(trouble.claim(host)).code == .ok)
        }
        #expect(trouble.isReady)
        #expect(try await trouble.caller.node(host).node.usage.vcpusUsed == 6)
        try await trouble.expectDurable([:], worker)
    }
}

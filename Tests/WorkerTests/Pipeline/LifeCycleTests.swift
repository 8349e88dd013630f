import AMQP
import Journal
import Testing
import Tracker
import Wire

@testable import Worker

@Suite("Interruption, back-pressure and stop")
struct LifeCycleTests {
    @Test("What is decided when the channel breaks is kept; redelivered, it is answered and not applied again")
    func interruption() throws {
        var shard = try SimulatedShard()
        shard.deliver(try Samples.report("h", key: "r1"), try Samples.claim("h", 1, key: "c1"))
        shard.interrupt()
        shard.deliver()
        shard.run()
        #expect(shard.problems == [])
        #expect(shard.store.entries.map(\.requestKey) == ["r1", "c1"])
        #expect(shard.queue.isEmpty)
        #expect(shard.receivedReplies.allSatisfy { $0.status == 0 })
    }

    @Test("With a full outbox requests wait, at half of it they go on, and the log says so")
    func outboxLimit() throws {
        var settings = WorkerSettings()
        settings.outboxLimit = 4
        var shard = try SimulatedShard(settings)
        shard.deliver(try Samples.report("h", key: "r1"), try Samples.claim("h", 1, key: "c1"))
        shard.makeDurable()
        shard.tellCommitted()
        #expect(shard.pipeline.outboxCount >= 4)
        shard.deliver(try Samples.claim("h", 2, key: "c2"))
        #expect(shard.pipeline.numbers.position == 2, "the request waits")
        #expect(shard.lines.map(\.message) == [.outboxFull])
        while shard.pipeline.outboxCount > 3 { shard.settleEvent() }
        #expect(shard.pipeline.numbers.position == 2, "three is more than half of four")
        shard.settleEvent()
        #expect(shard.pipeline.numbers.position == 3)
        shard.run()
        #expect(shard.lines.map(\.message).prefix(2) == [.outboxFull, .outboxDrained])
        #expect(shard.queue.isEmpty && shard.problems == [])
    }

    @Test("A stop finishes what was decided, publishes and acknowledges it, and leaves the rest to the next worker")
    func stop() throws {
        var shard = try SimulatedShard()
        shard.deliver(try Samples.report("h", key: "r1"))
        shard.deliver(try Samples.claim("h", 1, key: "c1"), try Samples.claim("h", 2, key: "undecided-d"))
        #expect(shard.lookUps.count == 1)
        shard.stop()
        #expect(!shard.isFinished)
        shard.deliver(try Samples.claim("h", 3, key: "c3"))
        shard.run()
        #expect(shard.isFinished)
        #expect(shard.store.entries.map(\.requestKey) == ["r1", "c1"])
        #expect(shard.queue.done.map(\.properties.messageID) == ["r1", "c1"])
        #expect(shard.queue.out.map(\.entry.sent.properties.messageID) == ["undecided-d", "c3"])
        #expect(shard.store.outbox.isEmpty)
        #expect(!shard.store.rows.keys.contains { $0.kind == PendingUsage.kind }, "the last usage is published")
        #expect(shard.pipeline.wakeUpNanoseconds == nil)
    }

    @Test("An idle pipeline stops at once")
    func stopIdle() throws {
        var shard = try SimulatedShard()
        shard.stop()
        #expect(shard.isFinished)
    }

    @Test("A stop waits for the broker's confirms no longer than the grace time, and keeps what it did not get")
    func graceEnds() throws {
        var shard = try SimulatedShard()
        shard.deliver(try Samples.report("h", key: "r1"))
        shard.makeDurable()
        shard.tellCommitted()
        shard.stop()
        #expect(!shard.isFinished)
        let grace = Samples.now + shard.settings.shutdownGraceNanoseconds
        #expect(shard.pipeline.wakeUpNanoseconds == grace)
        shard.now = grace - 1
        shard.wake()
        #expect(!shard.isFinished)
        shard.now = grace
        shard.wake()
        #expect(shard.isFinished)
        #expect(!shard.store.outbox.isEmpty)
    }

    @Test("While a commit outlasts the grace time the pipeline does not ask to be woken again and again")
    func graceDuringCommit() throws {
        var shard = try SimulatedShard()
        shard.deliver(try Samples.report("h", key: "r1"))
        shard.stop()
        shard.now += shard.settings.shutdownGraceNanoseconds
        shard.wake()
        #expect(shard.commit != nil)
        #expect(shard.pipeline.wakeUpNanoseconds.map { $0 > shard.now } ?? true)
        shard.makeDurable()
        shard.tellCommitted()
        shard.run()
        #expect(shard.isFinished)
    }

    @Test("A lease that runs out is ended through the queue, once, and what it held is free again")
    func leaseEnds() throws {
        var shard = try SimulatedShard()
        shard.deliver(try Samples.report("h", key: "r1"), try Samples.claim("h", 1, key: "c1", leaseSeconds: 60))
        shard.run()
        #expect(shard.pipeline.wakeUpNanoseconds == Samples.now + 60_000_000_000)
        shard.now = Samples.now + 60_000_000_000
        shard.wake()
        let ends = shard.events.filter { MessageNumber.lane(of: $0.id) == .leaseEnd }
        #expect(ends.map(\.routingKey) == ["h"])
        shard.wake()
        #expect(shard.events.filter { MessageNumber.lane(of: $0.id) == .leaseEnd }.count == 1)
        shard.run()
        shard.deliver()
        shard.run()
        let usage = shard.pipeline.state.usage(of: .init(host: "h", name: Samples.node))
        #expect(usage?.vcpusUsed == 0)
        #expect(shard.queue.isEmpty && shard.problems == [])
    }

    @Test("An end that somebody sends too early, even under the worker's own key, does not keep the lease from ending")
    func earlyLeaseEnd() throws {
        var shard = try SimulatedShard()
        shard.deliver(try Samples.report("h", key: "r1"), try Samples.claim("h", 1, key: "c1", leaseSeconds: 60))
        shard.run()
        // What the worker will send, seen beforehand on a copy of the shard.
        var copy = shard
        copy.now = Samples.now + 60_000_000_000
        copy.wake()
        let end = try #require(copy.events.last { MessageNumber.lane(of: $0.id) == .leaseEnd })
        shard.queue.send(Samples.Sent(properties: end.properties, body: end.body, routingKey: end.routingKey))
        shard.deliver()
        shard.run()
        #expect(shard.pipeline.state.usage(of: .init(host: "h", name: Samples.node))?.vcpusUsed == 1)
        shard.now = Samples.now + 60_000_000_000
        shard.wake()
        shard.run()
        shard.deliver()
        shard.run()
        #expect(shard.pipeline.state.usage(of: .init(host: "h", name: Samples.node))?.vcpusUsed == 0)
        #expect(shard.queue.isEmpty && shard.problems == [])
    }

    @Test("The end of a lease is never too late or too early for its time stamp, wherever the clock was put meanwhile")
    func leaseEndAcrossJump() throws {
        for seconds: Int64 in [-3_600, 10 * 86_400] {
            var shard = try SimulatedShard()
            shard.deliver(try Samples.report("h", key: "r1"), try Samples.claim("h", 1, key: "c1", leaseSeconds: 60))
            shard.run()
            shard.now = Samples.now + 60_000_000_000
            shard.wake()
            shard.now += seconds * 1_000_000_000
            shard.runBriefly()
            shard.deliver()
            shard.runBriefly()
            #expect(shard.pipeline.state.usage(of: .init(host: "h", name: Samples.node))?.vcpusUsed == 0)
            #expect(shard.store.deadLetters.isEmpty && shard.problems == [])
        }
    }

    @Test("A renewal that waits in the queue is seen before the end of its lease, which then changes nothing")
    func leaseRenewed() throws {
        var shard = try SimulatedShard()
        shard.deliver(try Samples.report("h", key: "r1"), try Samples.claim("h", 1, key: "c1", leaseSeconds: 60))
        shard.run()
        shard.queue.send(try Samples.update("h", 1, key: "u1", state: "building"))
        shard.now = Samples.now + 60_000_000_000
        shard.wake()
        shard.settleEvent()
        shard.deliver()
        shard.run()
        let usage = shard.pipeline.state.usage(of: .init(host: "h", name: Samples.node))
        #expect(usage?.vcpusUsed == 1)
        #expect(shard.pipeline.wakeUpNanoseconds == Samples.now + 120_000_000_000)
        #expect(shard.receivedDeadLetters.isEmpty && shard.queue.isEmpty && shard.problems == [])
        shard.deliver(try Samples.update("h", 1, key: "u2", state: "active"))
        shard.run()
        #expect(shard.pipeline.wakeUpNanoseconds == nil, "an active instance has no lease any more")
    }

    @Test("After a crash the store's messages are published again before anything new")
    func resumes() throws {
        var shard = try SimulatedShard()
        shard.deliver(try Samples.report("h", key: "r1"))
        shard.makeDurable()
        let rows = shard.store.outbox.count
        try shard.crash()
        #expect(shard.replies.count + shard.events.count == rows)
        shard.deliver()
        shard.run()
        #expect(shard.store.entries.count == 1)
        #expect(shard.receivedReplies.allSatisfy { $0.status == 0 })
        #expect(shard.store.outbox.isEmpty && shard.queue.isEmpty && shard.problems == [])
    }

    @Test("What can be read neither as a request nor parked is left to the broker, and its sender is told")
    func tooLarge() throws {
        var shard = try SimulatedShard()
        shard.deliver(
            try Samples.report("h", key: "r1").with {
                $0.properties.headers["pad"] = .string(String(repeating: "x", count: 40_000))
            })
        shard.run()
        #expect(shard.queue.rejected.count == 1)
        #expect(shard.receivedReplies.map(\.status) == [3])
        #expect(shard.receivedDeadLetters.isEmpty && shard.problems == [])
    }
}

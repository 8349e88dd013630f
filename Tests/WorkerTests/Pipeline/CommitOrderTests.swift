import AMQP
import Journal
import SwiftProtobuf
import Testing
import Tracker
import Wire

@testable import Worker

@Suite("From request to answer")
struct CommitOrderTests {
    @Test("A caller hears of a claim only after it is durable, and the request is acknowledged only then")
    func commitFirst() throws {
        var shard = try SimulatedShard()
        shard.deliver(try Samples.report("h", key: "k1"))
        #expect(shard.commit?.entries.count == 1)
        #expect(shard.commit?.keys.map(\.key) == ["k1"])
        #expect(shard.replies.isEmpty && shard.events.isEmpty && shard.settlements.isEmpty)
        shard.makeDurable()
        #expect(shard.replies.isEmpty)
        shard.tellCommitted()
        #expect(shard.replies.count == 1)
        #expect(shard.settlements.count == 1)
        #expect(shard.replies.first?.status == 0)
        #expect(shard.problems.isEmpty)
    }

    @Test("While one batch is committed the next requests are decided, and become durable together after it")
    func overlap() throws {
        var shard = try SimulatedShard()
        shard.deliver(try Samples.report("h", key: "r1"))
        shard.deliver(try Samples.claim("h", 1, key: "c1"))
        shard.deliver(try Samples.claim("h", 2, key: "c2"))
        #expect(shard.commit?.entries.map(\.requestKey) == ["r1"])
        #expect(shard.pipeline.numbers.position == 3, "both claims are decided while the report is being committed")
        shard.makeDurable()
        shard.tellCommitted()
        #expect(shard.commit?.entries.map(\.requestKey) == ["c1", "c2"])
        #expect(shard.receivedReplies.isEmpty)
        #expect(shard.replies.map(\.properties.correlationID) == ["r1"])
        shard.run()
        #expect(shard.receivedReplies.compactMap(\.status) == [0, 0, 0])
        #expect(shard.queue.done.count == 3)
        #expect(shard.problems.isEmpty)
    }

    @Test("A read answers with what is not yet durable, and the answer waits until it is")
    func readsWait() throws {
        var shard = try SimulatedShard()
        shard.deliver(try Samples.report("h", key: "r1"))
        shard.deliver(try Samples.claim("h", 1, key: "c1"))
        shard.deliver(try Samples.getNode("h", key: "g1"))
        shard.makeDurable()
        shard.tellCommitted()
        #expect(!shard.replies.contains { $0.properties.correlationID == "g1" })
        shard.makeDurable()
        shard.tellCommitted()
        let answer = try #require(shard.replies.first { $0.properties.correlationID == "g1" })
        let node = try Berth_Tracker_V1_GetNodeResponse(serializedBytes: answer.body)
        #expect(node.grants.count == 1)
        #expect(answer.properties.headers[HeaderName.position]?.integer == 2)
        shard.run()
        #expect(shard.problems.isEmpty)
    }

    @Test("A read on an idle worker needs no commit, leaves no key, and is acknowledged when its answer has left")
    func readAlone() throws {
        var shard = try SimulatedShard()
        shard.deliver(try Samples.getNode("h", key: "g1"))
        #expect(shard.commit == nil)
        #expect(shard.replies.first?.status == Int64(StatusCode.notFound.rawValue))
        #expect(shard.settlements.isEmpty)
        shard.settleReply()
        #expect(shard.settlements.map(\.kind) == [.upToHere])
        shard.run()
        #expect(shard.store.keys.isEmpty)
    }

    @Test("A rehearsal says what would happen, with the usage after it, and nothing happens")
    func rehearsal() throws {
        var shard = try SimulatedShard()
        shard.deliver(try Samples.report("h", key: "r1"))
        shard.run()
        let before = shard.store.lastPosition
        shard.deliver(try Samples.claim("h", 1, key: "c1").with { $0.properties.headers["berth-rehearse"] = "1" })
        shard.run()
        let answer = try #require(shard.receivedReplies.last)
        let rehearsal = try Berth_Tracker_V1_Rehearsal(serializedBytes: answer.body)
        #expect(rehearsal.status == 0 && !rehearsal.facts.isEmpty)
        #expect(answer.properties.headers[HeaderName.rehearsal]?.boolean == true)
        #expect(shard.store.lastPosition == before && shard.store.keys["c1"] == nil)
        shard.deliver(try Samples.claim("h", 1, key: "c1"))
        shard.run()
        #expect(shard.receivedReplies.last?.status == 0)
        #expect(shard.store.keys["c1"]?.ending == .applied)
    }

    @Test("A read that nobody waits for is parked, and leaves what its key says untouched")
    func readWithoutReply() throws {
        var shard = try SimulatedShard()
        shard.deliver(try Samples.report("h", key: "k"))
        shard.run()
        let recorded = shard.store.keys["k"]
        shard.deliver(
            try Samples.getNode("h", key: "k", replyTo: nil), try Samples.getNode("h", key: "new", replyTo: nil))
        shard.run()
        #expect(shard.problems == [])
        #expect(shard.receivedDeadLetters.count == 2)
        #expect(shard.store.keys["k"] == recorded)
        #expect(shard.store.keys["new"] == nil)
        #expect(shard.queue.isEmpty)
    }

    @Test("Confirmed messages are marked by the next commit, or by one of their own a moment later")
    func marks() throws {
        var shard = try SimulatedShard()
        shard.deliver(try Samples.report("h", key: "r1"))
        shard.makeDurable()
        shard.tellCommitted()
        while !shard.replies.isEmpty { shard.settleReply() }
        while !shard.events.isEmpty { shard.settleEvent() }
        #expect(shard.store.outbox.count > 1)
        #expect(shard.pipeline.wakeUpNanoseconds != nil)
        shard.run()
        #expect(shard.store.outbox.isEmpty)
        #expect(shard.pipeline.wakeUpNanoseconds == nil, "an idle pipeline sleeps")
    }

    @Test("The usage of a node is published at once when it is idle, and at most once in its interval")
    func usageThrottled() throws {
        var shard = try SimulatedShard()
        shard.deliver(try Samples.report("h", key: "r1"))
        for number in 1...5 {
            shard.deliver(try Samples.claim("h", number, key: "c\(number)"))
            while shard.commit != nil {
                shard.makeDurable()
                shard.tellCommitted()
            }
        }
        let usage = { (shard: SimulatedShard) in
            shard.store.eventRows.filter { $0.routingKey == "usage.updated.h" }
        }
        #expect(usage(shard).count == 1)
        #expect(shard.store.rows.keys.contains { $0.kind == PendingUsage.kind }, "a crash must not lose the last one")
        shard.run()
        #expect(usage(shard).count == 2)
        #expect(!shard.store.rows.keys.contains { $0.kind == PendingUsage.kind })
        let last = try Berth_Tracker_V1_Event(serializedBytes: try #require(usage(shard).last).body)
        #expect(last.usageUpdated.usage.vcpusUsed == 5)
        #expect(last.position == 6)
    }

    @Test("The owner ticket never names an event that a crash could take back")
    func durableSequence() throws {
        var shard = try SimulatedShard()
        shard.deliver(try Samples.report("h", key: "r1"))
        #expect(shard.pipeline.numbers.sequence > 0)
        #expect(shard.pipeline.lastSequence == 0, "nothing is durable yet")
        shard.makeDurable()
        shard.tellCommitted()
        #expect(shard.pipeline.lastSequence == shard.store.lastSequence && shard.store.lastSequence > 0)
    }

    @Test("A clock that was ahead once does not turn requests away when it is right again")
    func clockSetBack() throws {
        var shard = try SimulatedShard()
        let right = shard.now
        shard.now = right + 600_000_000_000
        shard.deliver(try Samples.report("h", key: "r1"))
        shard.run()
        shard.now = right
        shard.deliver(
            try Samples.claim("h", 1, key: "c1").with {
                $0.properties.timestampSeconds = UInt64(right / 1_000_000_000)
                $0.properties.headers["grpc-timeout"] = "5S"
            })
        shard.run()
        #expect(shard.receivedReplies.last?.status == 0)
        let times = shard.store.entries.map(\.timeNanoseconds)
        #expect(times.count == 2 && times == times.sorted(), "recorded times never go back")
    }
}

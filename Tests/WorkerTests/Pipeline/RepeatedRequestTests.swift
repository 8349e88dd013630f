import AMQP
import Journal
import SwiftProtobuf
import Testing
import Wire

@testable import Worker

@Suite("Requests that come twice")
struct RepeatedRequestTests {
    private func reported() throws -> SimulatedShard {
        var shard = try SimulatedShard()
        shard.deliver(try Samples.report("h", key: "r0"))
        shard.run()
        return shard
    }

    /// Two answers to one claim: one effect, the second answer is the recorded one.
    private func expectOneEffect(_ shard: SimulatedShard) {
        #expect(shard.problems == [])
        #expect(shard.store.entries.filter { $0.requestKey == "c1" }.count == 1)
        let answers = shard.receivedReplies.filter { $0.properties.correlationID == "c1" }
        #expect(answers.map(\.status) == [0, 0])
        #expect(Set(answers.map(\.body)).count == 1)
        #expect(answers.filter(\.isReplayed).count == 1)
        #expect(shard.queue.isEmpty)
    }

    @Test("Twice in one batch: one effect, two equal answers")
    func withinOneBatch() throws {
        var shard = try reported()
        shard.deliver(try Samples.claim("h", 1, key: "c1"), try Samples.claim("h", 1, key: "c1"))
        shard.run()
        expectOneEffect(shard)
    }

    @Test("Again while the first is being committed: one effect, and the second answer waits for the commit too")
    func acrossBatches() throws {
        var shard = try reported()
        shard.deliver(try Samples.claim("h", 1, key: "c1"))
        shard.deliver(try Samples.claim("h", 1, key: "c1"))
        #expect(shard.replies.isEmpty)
        shard.run()
        expectOneEffect(shard)
    }

    @Test("Again after the commit: one effect")
    func afterCommit() throws {
        var shard = try reported()
        shard.deliver(try Samples.claim("h", 1, key: "c1"))
        shard.run()
        shard.deliver(try Samples.claim("h", 1, key: "c1"))
        #expect(shard.lookUps == [["c1"]])
        shard.run()
        expectOneEffect(shard)
    }

    @Test("Again while a look-up is under way that began before the first was durable: one effect")
    func duringLookUp() throws {
        var shard = try reported()
        shard.deliver(try Samples.claim("h", 1, key: "c1"))
        // The filter does not rule this key out, so that the second waits for the store, behind a stranger.
        shard.deliver(try Samples.claim("h", 2, key: "known-d"), try Samples.claim("h", 1, key: "c1"))
        #expect(shard.lookUps == [["known-d"]])
        shard.readKeys()
        shard.makeDurable()
        shard.tellCommitted()
        shard.run()
        expectOneEffect(shard)
    }

    @Test("A look-up from before an interruption never answers for the same request when it comes again")
    func staleLookUp() throws {
        var shard = try reported()
        // Keys that end in "d" are never ruled out by the filter.
        shard.deliver(try Samples.claim("h", 1, key: "c-d"))
        shard.readKeys()
        shard.answerLookUp()
        shard.deliver(try Samples.claim("h", 1, key: "c-d"))
        shard.readKeys()
        shard.makeDurable()
        shard.tellCommitted()
        shard.interrupt()
        shard.deliver()
        shard.answerLookUp()
        shard.run()
        #expect(shard.store.entries.filter { $0.requestKey == "c-d" }.count == 1)
        #expect(shard.receivedReplies.filter { $0.properties.correlationID == "c-d" }.allSatisfy { $0.status == 0 })
    }

    @Test("The same key with another request is refused, and what the key says stays")
    func reusedKey() throws {
        var shard = try reported()
        shard.deliver(try Samples.claim("h", 1, key: "c1"), try Samples.claim("h", 2, key: "c1"))
        shard.run()
        #expect(shard.receivedReplies.suffix(2).map(\.status) == [0, 3])
        #expect(shard.store.keys["c1"]?.ending == .applied)
        #expect(shard.store.entries.count == 2)
    }

    @Test("The recorded answer goes to the address of this delivery, not of the first")
    func otherAddress() throws {
        var shard = try reported()
        let claim = try Samples.claim("h", 1, key: "c1")
        shard.deliver(claim)
        shard.run()
        shard.deliver(
            claim.with {
                $0.properties.replyTo = "elsewhere"
                $0.properties.correlationID = "other"
            })
        shard.run()
        let last = try #require(shard.receivedReplies.last)
        #expect(last.routingKey == "elsewhere" && last.properties.correlationID == "other" && last.isReplayed)
    }

    @Test("Turned away and redelivered: the recorded answer; sent anew in time: decided")
    func turnedAway() throws {
        var shard = try reported()
        let late = try Samples.claim("h", 1, key: "c1").with {
            $0.properties.headers["timestamp_in_ms"] = .int64(Samples.now / 1_000_000 - 5_000)
            $0.properties.headers["grpc-timeout"] = "1S"
        }
        shard.deliver(late)
        shard.makeDurable()
        shard.tellCommitted()
        shard.interrupt()
        shard.deliver()
        shard.run()
        let answers = shard.receivedReplies.suffix(2)
        #expect(answers.map(\.status) == [4, 4])
        #expect(answers.filter(\.isReplayed).count == 1)
        #expect(shard.store.entries.count == 1)
        shard.deliver(try Samples.claim("h", 1, key: "c1"))
        shard.run()
        #expect(shard.receivedReplies.last?.status == 0)
        #expect(shard.store.entries.count == 2)
    }

    @Test("A parked cast sent again stays parked; replayed from the dead-letter queue it is decided")
    func replayed() throws {
        var shard = try SimulatedShard()
        shard.deliver(try Samples.report("h", key: "r0", vcpus: 0))
        let cast = try Samples.claim("h", 1, key: "c1", replyTo: nil)
        shard.deliver(cast)
        shard.run()
        #expect(shard.receivedDeadLetters.count == 1)
        #expect(shard.store.keys["c1"]?.ending == .dead)
        shard.deliver(try Samples.report("h", key: "r1"), cast)
        shard.run()
        #expect(shard.receivedDeadLetters.count == 1)
        #expect(shard.store.keys["c1"]?.ending == .dead)
        let replay = cast.with { $0.properties.headers["berth-replays"] = .int64(1) }
        shard.deliver(replay, replay)
        shard.run()
        #expect(shard.store.keys["c1"]?.ending == .applied)
        #expect(shard.store.entries.filter { $0.requestKey == "c1" && !$0.facts.isEmpty }.count == 1)
        #expect(shard.queue.isEmpty && shard.problems == [])
    }

    @Test("GetOutcome tells what became of a request, also while it is being committed")
    func outcome() throws {
        var shard = try reported()
        shard.deliver(try Samples.claim("h", 1, key: "c1"))
        shard.deliver(try Samples.outcome(of: "c1", "h", key: "o1"), try Samples.outcome(of: "no", "h", key: "o2"))
        shard.run()
        let answers = try shard.receivedReplies.suffix(2).map {
            try Berth_Tracker_V1_GetOutcomeResponse(serializedBytes: $0.body)
        }
        #expect(Set(answers.map(\.state)) == [.applied, .neverSeen])
        let applied = try #require(answers.first { $0.state == .applied })
        #expect(applied.position == 2)
        let reply = try Berth_Tracker_V1_ClaimInstanceResponse(unpackingAny: applied.reply)
        #expect(reply.usage.vcpusUsed == 1)
    }
}

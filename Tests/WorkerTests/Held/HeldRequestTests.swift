import AMQP
import Journal
import SwiftProtobuf
import Testing
import Tracker
import Wire

@testable import Worker

@Suite("Casts that a later request may cure")
struct HeldRequestTests {
    @Test("A cast for a node that is not known is held, acknowledged, and applied when the node is reported")
    func cured() throws {
        var shard = try SimulatedShard()
        shard.deliver(try Samples.disable("h", key: "c1"))
        shard.runBriefly()
        #expect(shard.queue.isEmpty)
        #expect(shard.store.held.count == 1)
        #expect(shard.store.keys["c1"]?.ending == .held)
        #expect(shard.receivedDeadLetters.isEmpty)
        shard.deliver(try Samples.report("h", key: "r1"))
        shard.runBriefly()
        #expect(shard.store.held.isEmpty)
        #expect(shard.store.keys["c1"]?.ending == .applied)
        #expect(shard.pipeline.state.allEntities().count > 0)
        #expect(shard.store.entries.map(\.requestKey) == ["c1", "r1", "c1"])
        #expect(shard.problems == [])
    }

    @Test("Several are tried in order of arrival, up to the first that is still refused")
    func order() throws {
        var shard = try SimulatedShard()
        // The claim waits for the node too; the node is closed first, so the claim is refused for good.
        shard.deliver(
            try Samples.disable("h", key: "c1"), try Samples.claim("h", 1, key: "c2", replyTo: nil),
            try Samples.disable("h", key: "c3", enabled: true))
        shard.runBriefly()
        #expect(shard.store.held.count == 3)
        shard.deliver(try Samples.report("h", key: "r1"))
        shard.runBriefly()
        #expect(shard.store.held.isEmpty)
        #expect(shard.store.keys["c1"]?.ending == .applied)
        #expect(shard.store.keys["c2"]?.ending == .dead)
        #expect(shard.store.keys["c3"]?.ending == .applied)
        #expect(shard.store.deadLetters.map(\.reason) == ["REFUSED_CAST"])
        #expect(shard.store.deadLetters.map(\.attempts) == [2])
    }

    @Test("A claim that is held elsewhere waits for the release there")
    func instance() throws {
        var shard = try SimulatedShard()
        shard.deliver(
            try Samples.report("h1", key: "r1"), try Samples.report("h2", key: "r2", uuid: Samples.uuid(902)),
            try Samples.claim("h1", 1, key: "c1"), try Samples.claim("h2", 1, key: "c2", replyTo: nil))
        shard.runBriefly()
        #expect(shard.store.held.values.map(\.subject) == ["instance/\(Samples.uuid(1))"])
        shard.deliver(try Samples.abort("h1", 1, key: "a1"))
        shard.runBriefly()
        #expect(shard.store.keys["c2"]?.ending == .applied)
        #expect(shard.store.held.isEmpty)
    }

    @Test("Tried by back-off until its time is over, it becomes a dead letter with its attempts")
    func backOff() throws {
        var settings = WorkerSettings()
        settings.held.longestNanoseconds = 20_000_000_000
        var shard = try SimulatedShard(settings)
        shard.deliver(try Samples.disable("h", key: "c1"))
        shard.runBriefly()
        shard.now += 5_000_000_000
        shard.wake()
        shard.runBriefly()
        #expect((shard.store.held.values.first?.attempts ?? 0) > 1)
        shard.now += 20_000_000_000
        shard.wake()
        shard.runBriefly()
        #expect(shard.store.held.isEmpty)
        #expect(shard.store.deadLetters.map(\.reason) == ["RETRIES_EXHAUSTED"])
        #expect(shard.store.keys["c1"]?.ending == .dead)
        #expect(shard.receivedDeadLetters.count == 1)
        #expect(shard.receivedDeadLetters.first?.routingKey == "h")
        // A replay is decided, whatever its age.
        let replay = try Samples.disable("h", key: "c1").with { $0.properties.headers["berth-replays"] = .int64(1) }
        shard.deliver(try Samples.report("h", key: "r1"), replay)
        shard.runBriefly()
        #expect(shard.store.keys["c1"]?.ending == .applied)
    }

    @Test("Never decided after its deadline, even if it waits behind another")
    func deadline() throws {
        var shard = try SimulatedShard()
        let late = try Samples.disable("h", key: "c2").with { $0.properties.headers["grpc-timeout"] = .string("10S") }
        shard.deliver(try Samples.disable("h", key: "c1"), late)
        shard.runBriefly()
        #expect(shard.store.held.count == 2)
        shard.now += 11_000_000_000
        shard.deliver(try Samples.report("h", key: "r1"))
        shard.runBriefly()
        #expect(shard.store.keys["c1"]?.ending == .applied)
        #expect(shard.store.keys["c2"]?.ending == .dead)
        #expect(shard.store.deadLetters.map(\.reason) == ["RETRIES_EXHAUSTED"])
    }

    @Test("The number of held requests is bounded for a subject and for the shard")
    func bounds() throws {
        var settings = WorkerSettings()
        (settings.held.mostPerSubject, settings.held.mostPerShard) = (2, 3)
        var shard = try SimulatedShard(settings)
        for (index, host) in ["a", "a", "a", "b", "c"].enumerated() {
            shard.deliver(try Samples.disable(host, key: "c\(index)"))
            shard.runBriefly()
        }
        #expect(shard.store.held.values.map(\.requestKey).sorted() == ["c0", "c1", "c3"])
        #expect(shard.store.deadLetters.map(\.reason) == ["OVER_LIMIT", "OVER_LIMIT"])
    }

    @Test("After a crash held requests are as they were, and tried again")
    func crash() throws {
        var shard = try SimulatedShard()
        shard.deliver(try Samples.disable("h", key: "c1"), try Samples.disable("h", key: "c2"))
        shard.runBriefly()
        try shard.crash()
        shard.deliver(try Samples.report("h", key: "r1"))
        shard.runBriefly()
        #expect(shard.store.held.isEmpty)
        #expect(shard.store.keys["c1"]?.ending == .applied)
        #expect(shard.store.keys["c2"]?.ending == .applied)
    }

    @Test("Sent again while it is held, a cast is acknowledged and a call is told so")
    func again() throws {
        var shard = try SimulatedShard()
        let cast = try Samples.disable("h", key: "c1")
        shard.deliver(cast)
        shard.runBriefly()
        shard.deliver(cast, cast.with { $0.properties.replyTo = "caller" })
        shard.runBriefly()
        #expect(shard.queue.isEmpty)
        #expect(shard.store.held.count == 1)
        #expect(shard.receivedReplies.map(\.status) == [Int64(StatusCode.aborted.rawValue)])
    }
}

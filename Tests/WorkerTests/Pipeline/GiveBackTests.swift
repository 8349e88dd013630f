import AMQP
import Journal
import SwiftProtobuf
import Testing
import Tracker
import Wire

@testable import Worker

@Suite("Giving deliveries back before the broker's time-out")
struct GiveBackTests {
    private var settings: WorkerSettings {
        var settings = WorkerSettings()
        settings.giveBackNanoseconds = 600_000_000_000
        return settings
    }

    @Test("While the store is slow everything is given back once, and taken anew when it has answered")
    func slowStore() throws {
        var shard = try SimulatedShard(settings)
        shard.deliver(try Samples.report("h", key: "r1"), try Samples.report("i", key: "r2", uuid: Samples.uuid(902)))
        #expect(shard.commit != nil)
        shard.now += 599_000_000_000
        shard.wake()
        #expect(shard.isTaking)
        shard.now += 1_000_000_000
        shard.wake()
        #expect(!shard.isTaking && !shard.isRenewed)
        #expect(shard.queue.ready.count == 2)
        shard.now += 600_000_000_000
        shard.wake()
        #expect(!shard.isRenewed)
        shard.runBriefly()
        #expect(shard.isRenewed)
        // What was decided became durable; it comes again and gets the recorded answer.
        try shard.crash(.harmless)
        shard.deliver()
        shard.runBriefly()
        #expect(shard.store.entries.count == 2)
        #expect(shard.queue.isEmpty)
        #expect(shard.problems == [])
    }

    @Test("With a full outbox what waits is given back, and nothing is taken before it has drained")
    func fullOutbox() throws {
        var settings = settings
        settings.outboxLimit = 2
        var shard = try SimulatedShard(settings)
        shard.deliver(try Samples.report("h", key: "r1"))
        shard.makeDurable()
        shard.tellCommitted()
        shard.deliver(try Samples.report("i", key: "r2", uuid: Samples.uuid(902)))
        #expect(shard.commit == nil, "the outbox is full")
        shard.now += 600_000_000_000
        shard.wake()
        #expect(!shard.isTaking)
        try shard.crash(.harmless)
        #expect(!shard.isTaking, "a full outbox takes nothing")
        shard.runBriefly()
        #expect(shard.isTaking)
        shard.deliver()
        shard.runBriefly()
        #expect(shard.store.keys["r2"]?.ending == .applied)
    }

    @Test("An idle worker, and one whose requests pass, gives nothing back")
    func healthy() throws {
        var shard = try SimulatedShard(settings)
        for number in 1...10 {
            shard.deliver(try Samples.report("h", key: "r\(number)"))
            shard.runBriefly()
            shard.now += 300_000_000_000
            shard.wake()
        }
        #expect(shard.isTaking)
    }
}

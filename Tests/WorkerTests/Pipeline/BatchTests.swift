import AMQP
import Journal
import Testing
import Tracker

@testable import Worker

@Suite("Batches")
struct BatchTests {
    private func record(_ key: String, _ ending: KeyRecord.Ending) -> KeyRecord {
        KeyRecord(
            key: key, contentDigest: [UInt8](repeating: 0, count: 32), ending: ending, position: .none,
            timeNanoseconds: 0, method: "m", reply: [], status: 0, replays: 0)
    }

    @Test("Of two records of one key the last one counts, and both are written in order")
    func lastRecordCounts() {
        var batch = Batch()
        batch.record(record("k", .turnedAway))
        batch.record(record("k", .applied))
        #expect(batch.records["k"]?.ending == .applied)
        #expect(batch.keys.map(\.ending) == [.turnedAway, .applied])
    }

    @Test("An entity is written once per batch, however many facts touch it")
    func touchedOnce() {
        var batch = Batch()
        let node = EntityIdentifier.node(.init(host: "h", name: "n"))
        let counters = EntityIdentifier.nodeCounters(.init(host: "h", name: "n"))
        batch.touch([counters, node])
        batch.touch([node, counters])
        #expect(batch.touched == [counters, node])
    }

    @Test("A batch of answers alone needs no transaction; an acknowledgement alone is still work")
    func durable() {
        var batch = Batch()
        #expect(batch.isEmpty && !batch.isDurable)
        batch.acknowledged.append(DeliveryToken(epoch: 1, tag: 1))
        #expect(!batch.isEmpty && !batch.isDurable)
        batch.record(record("k", .applied))
        #expect(batch.isDurable)
    }
}

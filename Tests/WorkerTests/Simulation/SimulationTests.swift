import AMQP
import Journal
import Logging
import Testing
import Tracker
import Wire

@testable import Worker

@Suite("Crashes, losses and delays in any order")
struct SimulationTests {
    @Test(
        "Every request has one effect, every event arrives in its place, and the store tells the same as memory",
        arguments: Seeds.row(150))
    func exactlyOnce(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var settings = WorkerSettings()
        settings.outboxLimit = random.number(6...60)
        settings.logLevel = .critical
        var shard = try SimulatedShard(settings)
        var workload = Workload(seed: seed)
        let crashesOnceIn = random.pick([20, 60, 1_000])
        var all: [Samples.Sent] = []
        for _ in 0..<250 {
            if all.count < 40, random.once(in: 3) {
                all.append(try workload.next())
                shard.queue.send(all[all.count - 1])
            } else if random.once(in: crashesOnceIn) {
                try shard.crash()
            } else if random.once(in: 120) {
                try restart(&shard, seed)
            } else {
                step(&shard, &random)
            }
        }
        settle(&shard)
        #expect(shard.problems == [], "\(Seeds.repeating(seed))")
        #expect(shard.queue.isEmpty, "\(Seeds.repeating(seed))")
        expectOneEffect(shard, seed)
        expectOutcomes(of: all, shard, seed)
        expectEvents(shard, seed)
        try expectReload(shard, seed)
    }

    /// One thing happens.
    private func step(_ shard: inout SimulatedShard, _ random: inout SeededRandom) {
        shard.now += Int64(random.number(0...30_000_000))
        switch random.number(0...10) {
        case 0, 1: shard.deliver(random.number(1...4))
        case 2: shard.readKeys()
        case 3: shard.answerLookUp()
        case 4: shard.makeDurable()
        case 5: shard.tellCommitted()
        case 6:
            shard.setMark()
            if !shard.replies.isEmpty {
                shard.settleReply(random.number(0...shard.replies.count - 1), outcome(&random))
            }
        case 7: shard.routeEvent(outcome(&random))
        case 8: if !shard.eventOutcomes.isEmpty { shard.tellEvent(random.number(0...shard.eventOutcomes.count - 1)) }
        case 9: shard.settleDelivery()
        default: if random.once(in: 8) { shard.interrupt() } else { shard.wake() }
        }
    }

    /// The worker stops in good order, and another one takes over.
    private func restart(_ shard: inout SimulatedShard, _ seed: UInt64) throws {
        shard.stop()
        shard.run()
        #expect(shard.isFinished, "\(Seeds.repeating(seed))")
        #expect(shard.store.outbox.isEmpty, "\(Seeds.repeating(seed))")
        try shard.crash(.harmless)
    }

    private func outcome(_ random: inout SeededRandom) -> PublishOutcome {
        switch random.number(0...9) {
        case 0: .negative
        case 1: Outbound.lost()
        default: .confirmed
        }
    }

    /// Everything that is under way comes to an end.
    private func settle(_ shard: inout SimulatedShard) {
        for _ in 0..<20 where !shard.queue.ready.isEmpty || shard.commit != nil {
            shard.run()
            shard.deliver()
        }
        shard.run()
    }

    /// Of all requests with one key the facts of at most one are journaled, except for replays, which nobody sends
    /// here.
    private func expectOneEffect(_ shard: SimulatedShard, _ seed: UInt64) {
        let applied = Dictionary(grouping: shard.store.entries.filter { !$0.facts.isEmpty }, by: \.requestKey)
        #expect(applied.filter { $0.value.count > 1 }.keys.sorted() == [], "\(Seeds.repeating(seed))")
        for (key, record) in shard.store.keys where record.ending == .applied {
            #expect(shard.store.entries.contains { $0.requestKey == key }, "\(key); \(Seeds.repeating(seed))")
        }
        let answers = Dictionary(
            grouping: shard.receivedReplies.filter {
                $0.status == 0 && $0.properties.type == Wire.Method.claimInstance.path
                    && $0.properties.headers[HeaderName.rehearsal] == nil
            },
            by: { $0.properties.correlationID ?? "" })
        for (key, replies) in answers {
            #expect(Set(replies.map(\.body)).count == 1, "\(key) got two answers; \(Seeds.repeating(seed))")
        }
    }

    /// Every call is answered, and every cast has left its key or a dead letter.
    private func expectOutcomes(of sent: [Samples.Sent], _ shard: SimulatedShard, _ seed: UInt64) {
        let answered = Set(shard.receivedReplies.map(\.properties.correlationID))
        let parked = Set(shard.receivedDeadLetters.map(\.body))
        for message in sent {
            let key = message.properties.messageID
            if message.properties.replyTo != nil {
                #expect(answered.contains(message.properties.correlationID), "\(key ?? ""); \(Seeds.repeating(seed))")
            } else {
                let ending = key.flatMap { shard.store.keys[$0]?.ending }
                let isSafe = ending == .applied || ending == .held
                #expect(isSafe || parked.contains(message.body), "\(key ?? ""); \(Seeds.repeating(seed))")
            }
        }
        #expect(
            Set(shard.receivedDeadLetters.map(\.id)).count == shard.store.deadLetters.count,
            "each dead letter is remembered once; \(Seeds.repeating(seed))")
    }

    /// A subscriber that takes `last + 1` and drops what is older or too new misses nothing.
    private func expectEvents(_ shard: SimulatedShard, _ seed: UInt64) {
        var last: Int64 = 0
        var ids: [Int64: String] = [:]
        for event in shard.receivedEvents {
            let id = event.properties.messageID ?? ""
            #expect(ids[event.sequence, default: id] == id, "an event changed; \(Seeds.repeating(seed))")
            ids[event.sequence] = id
            if event.sequence == last + 1 { last += 1 }
        }
        #expect(last == shard.store.lastSequence, "\(Seeds.repeating(seed))")
    }

    private func expectReload(_ shard: SimulatedShard, _ seed: UInt64) throws {
        let (loaded, _) = try shard.store.pipeline(shard.settings)
        let rows = { (pipeline: Pipeline) in
            pipeline.state.allEntities().map { StoredEntity.encode($0) }.map { "\($0.kind) \($0.key) \($0.bytes)" }
        }
        #expect(rows(loaded) == rows(shard.pipeline), "\(Seeds.repeating(seed))")
    }
}

import AMQP
import Journal
import SwiftProtobuf
import Testing
import Tracker
import Wire

@testable import Worker

@Suite("The crash guard")
struct CrashGuardTests {
    /// Lets the shard work until it would touch the poison: then the process dies.
    private func liveUntil(_ poison: String, _ shard: inout SimulatedShard) throws -> Bool {
        for _ in 0..<1_000 {
            shard.deliver()
            while shard.marks.isEmpty, shard.step() {}
            guard !shard.marks.isEmpty else { return false }
            let next = shard.pipeline.crashGuard.markedKey
            if next == poison {
                shard.makeMarkDurable()
                try shard.crash()
                return true
            }
            shard.setMark()
        }
        Issue.record("the shard never comes to rest")
        return false
    }

    @Test("After a crash the guilty message alone is parked, at the third start, and hundreds of innocents go through")
    func guilty() throws {
        var shard = try SimulatedShard()
        shard.deliver(try Samples.report("h", key: "r1", vcpus: 10_000))
        shard.runBriefly()
        for number in 1...300 { shard.queue.send(try Samples.claim("h", number, key: "c\(number)")) }
        shard.deliver()
        try shard.crash()
        var crashes = 1
        while try liveUntil("c200", &shard) { crashes += 1 }
        shard.runBriefly()
        #expect(crashes == 1 + CrashGuard.guiltyAfter)
        #expect(shard.store.deadLetters.map(\.requestKey) == ["c200"])
        #expect(shard.store.deadLetters.map(\.reason) == ["CRASHED_WORKER"])
        #expect(shard.store.keys["c200"]?.ending == .dead)
        #expect(shard.store.keys.values.count { $0.ending == .applied } == 300)
        #expect(shard.queue.isEmpty)
        #expect(shard.receivedReplies.last { $0.properties.correlationID == "c200" }?.status == 13)
        #expect(shard.problems == [])
    }

    @Test("Full speed returns with the first message that was not in hand")
    func fullSpeed() throws {
        var shard = try SimulatedShard()
        for number in 1...5 { shard.queue.send(try Samples.report("h\(number)", key: "r\(number)")) }
        shard.deliver()
        try shard.crash()
        #expect(shard.pipeline.isSingleStepping)
        shard.deliver()
        shard.runBriefly()
        #expect(shard.pipeline.isSingleStepping)
        let commits = shard.store.commits
        shard.deliver(try Samples.report("h6", key: "r6"), try Samples.report("h7", key: "r7"))
        #expect(!shard.pipeline.isSingleStepping)
        shard.runBriefly()
        #expect(shard.store.keys.count == 7)
        #expect(shard.store.mark == nil)
        #expect(shard.store.commits <= commits + 2)
    }

    @Test("A crash with an innocent message in hand is forgiven once it has gone through")
    func forgiven() throws {
        var shard = try SimulatedShard()
        shard.queue.send(try Samples.report("h", key: "r1"))
        shard.deliver()
        try shard.crash()
        shard.deliver()
        shard.makeMarkDurable()
        try shard.crash()
        shard.deliver()
        shard.runBriefly()
        #expect(shard.store.keys["r1"]?.ending == .applied)
        #expect(shard.store.mark == nil)
        #expect(shard.store.deadLetters.isEmpty)
    }

    @Test("A held request that kills the worker is found as well, and the message that tries it goes free")
    func heldGuilty() throws {
        var shard = try SimulatedShard()
        shard.deliver(try Samples.disable("h", key: "c1"))
        shard.runBriefly()
        shard.queue.send(try Samples.report("h", key: "r1"))
        shard.deliver()
        try shard.crash()
        shard.now += 30_000_000_000
        var crashes = 0
        shard.wake()
        while try liveUntil("c1", &shard) {
            crashes += 1
            shard.wake()
        }
        shard.runBriefly()
        #expect(crashes == CrashGuard.guiltyAfter)
        #expect(shard.store.held.isEmpty)
        #expect(shard.store.deadLetters.map(\.requestKey) == ["c1"])
        #expect(shard.store.deadLetters.map(\.reason) == ["CRASHED_WORKER"])
        #expect(shard.store.keys["r1"]?.ending == .applied)
    }

    @Test("A message that was applied before the worker died of it keeps its recorded answer")
    func appliedBefore() throws {
        var shard = try SimulatedShard()
        shard.queue.send(try Samples.report("h", key: "r1"))
        shard.deliver()
        while shard.commit == nil, shard.step() {}
        shard.makeDurable()
        try shard.crash()
        while try liveUntil("r1", &shard) {}
        shard.runBriefly()
        #expect(shard.store.keys["r1"]?.ending == .applied)
        #expect(shard.queue.isEmpty)
        // Whoever was told that nothing was applied would hold what was.
        let answers = shard.receivedReplies.filter { $0.properties.correlationID == "r1" }
        #expect(!answers.isEmpty && answers.allSatisfy { $0.status == 0 })
    }

    @Test("A batch that a sound store refuses is taken apart: its guilty request is parked as a defect")
    func refusedCommit() throws {
        var shard = try SimulatedShard()
        for number in 1...4 {
            shard.queue.send(try Samples.report("h\(number)", key: "r\(number)", uuid: Samples.uuid(900 + number)))
        }
        shard.deliver()
        try shard.crash(.refusedCommit)
        for _ in 0..<1_000 {
            shard.deliver()
            while shard.commit == nil || shard.isCommitted, shard.step() {}
            guard let batch = shard.commit else { break }
            if batch.keys.contains(where: { $0.key == "r3" && $0.ending != .dead }) {
                try shard.crash(.refusedCommit)
            } else {
                shard.makeDurable()
                shard.tellCommitted()
            }
        }
        #expect(shard.store.deadLetters.map(\.requestKey) == ["r3"])
        #expect(shard.store.deadLetters.map(\.reason) == ["DEFECT"])
        #expect(shard.store.keys.values.count { $0.ending == .applied } == 3)
    }

    @Test("A mark that an orderly stop left in the middle of a step is taken away before anything is taken")
    func staleMark() throws {
        var shard = try SimulatedShard()
        shard.queue.send(try Samples.report("h", key: "r1"))
        shard.deliver()
        try shard.crash()
        shard.deliver()
        shard.makeMarkDurable()
        try shard.crash()
        shard.deliver()
        shard.makeMarkDurable()
        try shard.crash(.harmless)
        #expect(shard.store.mark != nil && !shard.isTaking)
        shard.setMark()
        #expect(shard.store.mark == nil && shard.isTaking)
        shard.deliver()
        try shard.crash()
        shard.deliver()
        shard.runBriefly()
        #expect(shard.store.keys["r1"]?.ending == .applied)
        #expect(shard.store.deadLetters.isEmpty)
    }

    @Test("Without an unclean stop nothing is marked")
    func clean() throws {
        var shard = try SimulatedShard()
        shard.deliver(try Samples.report("h", key: "r1"))
        shard.runBriefly()
        #expect(shard.store.mark == nil && !shard.pipeline.isSingleStepping)
    }

    @Test("A mark that cannot be read says nothing and does no harm")
    func unreadableMark() throws {
        var shard = try SimulatedShard()
        shard.store.mark = [0xFF, 0xFF, 0xFF]
        try shard.crash()
        shard.deliver(try Samples.report("h", key: "r1"))
        shard.runBriefly()
        #expect(shard.store.keys["r1"]?.ending == .applied)
    }
}

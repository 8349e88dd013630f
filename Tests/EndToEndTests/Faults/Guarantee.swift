import AMQP
import Journal
import SwiftProtobuf
import Testing
import Wire
import Worker

/// What must be true after any fault: every request had exactly one effect and one recorded answer.
struct Guarantee {
    let site: Site
    let caller: Caller
    let events: EventSubscriber
    let dead: DeadLetters
    let record: Load.Record

    /// How many outcomes are asked for over the broker; the store tells all.
    private static let asked = 200

    /// Asks a serving worker for what it holds and remembers, stops it, and examines the store.
    func check(_ worker: WorkerProcess) async throws {
        #expect(!record.requests.isEmpty)
        checkReplies()
        try await checkOutcomes()
        try await checkGrants()
        #expect(try await worker.stop() == .exited(0), "\(worker.child.output.suffix(2_000))")
        try await checkStore()
        let report = try await StoreVerification.verify(dataDirectory: site.path())
        #expect(report.findings.isEmpty)
        #expect(report.outbox == 0)
    }

    /// All replies to a key say the same.
    private func checkReplies() {
        let replies = caller.replies.value
        for (key, told) in record.requests {
            let first = told.reply
            let same = replies[key]?.allSatisfy {
                $0.status == first.status && $0.position == first.position && $0.body == first.body
            }
            #expect(same == true, "replies to \(key)")
        }
    }

    /// The recorded answer can be asked for, and is the one that was given.
    private func checkOutcomes() async throws {
        for (key, told) in record.requests.prefix(Self.asked) {
            let outcome = try await caller.outcome(key, host: told.host)
            #expect(outcome.state == (told.reply.code == .ok ? .applied : .refused))
            #expect(Int64(outcome.status) == told.reply.status && outcome.position == told.reply.position ?? 0)
        }
        for (key, host) in record.parked.prefix(Self.asked) {
            #expect(try await caller.outcome(key, host: host).state == .dead)
        }
    }

    /// What callers were granted and did not give back is what the nodes hold.
    private func checkGrants() async throws {
        for (host, held) in record.held {
            let node = try await caller.node(host)
            #expect(Set(node.grants.map(\.instanceUuid)) == held)
            let usage = node.node.usage
            #expect(node.grants.reduce(0) { $0 + $1.vcpus } == usage.vcpusUsed)
            // The last usage that subscribers are told is the one that the node has.
            try await events.seen.wait(for: "the last usage of \(host)") { seen in
                let last = seen.taken.last { $0.event.host == host && $0.routingKey.hasPrefix("usage.updated.") }
                return last?.event.usageUpdated.usage == usage
            }
        }
    }

    /// What the stopped worker left: one answer to every key, and every event published.
    private func checkStore() async throws {
        let store = try await SQLiteStore.openReadOnly(directory: site.path())
        let journal = try await store.load()
        let keys = try await store.keyRecords(Array(record.requests.keys) + Array(record.parked.keys))
        await store.close()
        #expect(journal.stoppedCleanly)
        for (key, told) in record.requests {
            let isSame = keys[key].map {
                Int64($0.status) == told.reply.status && $0.position.value == told.reply.position ?? 0
                    && $0.ending == (told.reply.code == .ok ? .applied : .refused)
            }
            #expect(isSame == true, "the record of \(key)")
        }
        for key in record.parked.keys { #expect(keys[key]?.ending == .dead, "the record of \(key)") }
        try await checkDeadLetters()
        try await checkEvents(upTo: journal.lastSequence.value)
    }

    /// Every refused cast is parked.
    private func checkDeadLetters() async throws {
        let keys = Set(record.parked.keys)
        let parked = try await dead.seen.wait(for: "all \(keys.count) dead letters") { letters in
            letters.count >= keys.count && keys.isSubset(of: letters.compactMap(\.properties.messageID))
        }
        #expect(parked.allSatisfy { $0.header(HeaderName.deadReason) == "REFUSED_CAST" })
    }

    /// Events have no gap, contradict nothing, and tell each effect once.
    private func checkEvents(upTo last: Int64) async throws {
        let seen = try await events.all(upTo: last)
        #expect(seen.last == last)
        #expect(seen.contradictions.isEmpty && seen.unreadable == 0)
        var effects: [String: Int] = [:]
        for item in seen.taken {
            switch item.event.body {
            case .claimConfirmed, .claimReleased, .claimRefused: effects[item.event.requestID, default: 0] += 1
            default: break
            }
        }
        for (key, told) in record.requests where told.isClaim || told.reply.code == .ok {
            #expect(effects[key] == 1, "events of \(key)")
        }
    }
}

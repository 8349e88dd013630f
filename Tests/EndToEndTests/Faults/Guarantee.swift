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

    /// Asks a serving worker for what it holds and remembers, stops it, and examines the store.
    func check(_ worker: WorkerProcess) async throws {
        try await checkOutcomes()
        try await checkGrants()
        try await checkDeadLetters()
        #expect(try await worker.stop() == .exited(0), "\(worker.child.output.suffix(2_000))")
        try await checkEvents()
        let report = try await StoreVerification.verify(dataDirectory: site.path())
        #expect(report.findings.isEmpty)
        #expect(report.outbox == 0)
    }

    /// Every reply to a key says the same, and so does the recorded answer.
    private func checkOutcomes() async throws {
        #expect(!record.requests.isEmpty)
        for (key, told) in record.requests {
            let first = told.reply
            for reply in caller.replies.value[key] ?? [] {
                #expect(reply.status == first.status && reply.position == first.position && reply.body == first.body)
            }
            let outcome = try await caller.outcome(key, host: told.host)
            #expect(outcome.state == (first.code == .ok ? .applied : .refused))
            #expect(Int64(outcome.status) == first.status && outcome.position == first.position ?? 0)
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

    /// Every refused cast is parked and remembered as dead.
    private func checkDeadLetters() async throws {
        for (key, host) in record.parked {
            let letter = try await dead.letter(key: key)
            #expect(letter.header(HeaderName.deadReason) == "REFUSED_CAST")
            #expect(try await caller.outcome(key, host: host).state == .dead)
        }
    }

    /// Events have no gap, contradict nothing, and tell each effect once.
    private func checkEvents() async throws {
        let store = try await SQLiteStore.openReadOnly(directory: site.path())
        let journal = try await store.load()
        await store.close()
        #expect(journal.stoppedCleanly)
        let seen = try await events.all(upTo: journal.lastSequence.value)
        #expect(seen.last == journal.lastSequence.value)
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

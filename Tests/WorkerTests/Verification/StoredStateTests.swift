import Journal
import Testing
import Tracker

@testable import Worker

@Suite("State from stored rows")
struct StoredStateTests {
    private typealias Row = (key: EntityKey, value: [UInt8])

    private func rows() throws -> [Row] {
        var shard = try SimulatedShard()
        shard.deliver(try Samples.report("h", key: "r"), try Samples.claim("h", 1, key: "c"))
        shard.run()
        return shard.store.rows.sorted { $0.key < $1.key }.map { (key: $0.key, value: $0.value) }
    }

    private func load(_ rows: [Row]) throws(WorkerError) -> State {
        try StoredState.state(of: try StoredState.entities(of: rows).entities)
    }

    private func code(_ rows: [Row]) -> WorkerError.Code? {
        do {
            _ = try load(rows)
            return nil
        } catch {
            return error.code
        }
    }

    @Test("Sound rows make the state that they were made of")
    func sound() throws {
        let state = try load(try rows())
        #expect(state.nodeCount == 1 && state.instanceCount == 1)
        #expect(state.usage(of: NodeIdentifier(host: "h", name: Samples.node))?.vcpusUsed == 1)
        #expect(try load([]).nodeCount == 0)
    }

    @Test("Notes of usage are told apart from entities, and lead to their node")
    func pendingUsage() throws {
        let node = NodeIdentifier(host: "a/b", name: "%2F é")
        let row: Row = (PendingUsage.key(of: node), PendingUsage.value)
        let (entities, behind) = try StoredState.entities(of: try rows() + [row])
        #expect(entities.count == (try rows().count))
        #expect(behind == [node])
    }

    @Test("A row that cannot be read is a damaged record that names the row")
    func damaged() throws {
        var rows = try rows()
        rows[0].value = [0xFF, 0xFF, 0xFF]
        #expect(code(rows) == .damagedRecord)
        #expect(code([(EntityKey(kind: "riddle", key: "k"), [])]) == .damagedRecord)
        #expect(code([(EntityKey(kind: PendingUsage.kind, key: "no-node"), [])]) == .damagedRecord)
        #expect {
            try StoredState.entities(of: [(key: EntityKey(kind: "riddle", key: "k7"), value: [])])
        } throws: {
            "\($0)".contains("riddle") && "\($0)".contains("k7")
        }
    }

    @Test("Rows that do not belong together are never served")
    func inconsistent() throws {
        let rows = try rows()
        let instances = rows.filter { $0.key.kind == "instance" }
        #expect(!instances.isEmpty)
        #expect(code(instances) == .invariantViolated, "a claim without its node")
    }
}

import SwiftProtobuf
import Testing
import Tracker
import Wire

@testable import Worker

@Suite("Facts and rows in the store")
struct StoredFactsTests {
    @Test("Facts come back from the journal as they were written")
    func facts() throws {
        for seed in UInt64(1)...400 {
            var random = MappingRandom(seed: seed)
            let facts = random.list(4) { $0.fact() }
            try #require(try StoredFacts.decode(StoredFacts.encode(facts)) == facts, "seed \(seed)")
        }
    }

    @Test("Equal facts have equal bytes, whatever the order in which their maps were filled")
    func deterministic() {
        let keys = (0..<40).map { "key \($0)" }
        func fact(_ keys: [String]) -> Fact {
            var instance = Instance(uuid: "u")
            for key in keys { instance.imageProperties[key] = key }
            return Fact(
                time: Instant(nanoseconds: 1), body: .instanceUpdated(InstanceUpdated(host: "h", instance: instance)))
        }
        #expect(StoredFacts.encode([fact(keys)]) == StoredFacts.encode([fact(keys.reversed())]))
    }

    @Test("Rows come back from the store as they were written, under their own key")
    func entities() throws {
        for seed in UInt64(1)...400 {
            var random = MappingRandom(seed: seed)
            let entity = random.entity()
            let row = StoredEntity.encode(entity)
            let back = try StoredEntity.decode(kind: row.kind, key: row.key, bytes: row.bytes)
            try #require(back == entity, "seed \(seed)")
        }
    }

    @Test("Different hosts and names never share a key, even where they contain the separator")
    func keys() {
        let names = ["a", "a/b", "b", "", "/", "%", "%2F", "a%2Fb", "a/"]
        var seen: [String: NodeIdentifier] = [:]
        for host in names {
            for name in names {
                let node = NodeIdentifier(host: host, name: name)
                let key = StoredEntity.key(for: .node(node)).key
                #expect(seen.updateValue(node, forKey: key) == nil, "\(key)")
                #expect(StoredKey.parts(of: key) == [host, name])
            }
        }
    }

    @Test("The key of a usual node reads as host, slash, name")
    func readableKey() {
        let key = StoredEntity.key(for: .nodeCounters(NodeIdentifier(host: "rack1.compute-7", name: "kvm")))
        #expect(key == ("node-counters", "rack1.compute-7/kvm"))
    }

    @Test("A row whose bytes are another entity's is refused")
    func swappedRow() {
        let row = StoredEntity.encode(.nodeCounters(NodeCounters(identifier: NodeIdentifier(host: "h", name: "n"))))
        #expect(throws: MappingError.self) {
            try StoredEntity.decode(kind: row.kind, key: "h/other", bytes: row.bytes)
        }
        #expect(throws: MappingError.self) { try StoredEntity.decode(kind: "stranger", key: row.key, bytes: row.bytes) }
    }

    @Test("Facts that a newer version wrote are refused instead of read without what it added")
    func newerVersion() throws {
        let bytes = StoredFacts.encode([
            Fact(
                time: Instant(nanoseconds: 1),
                body: .nodeRemoved(NodeRemoved(node: .init(host: "h", name: "n"), isForced: true)))
        ])
        // Field 15, varint 1, behind everything else.
        #expect(throws: MappingError.self) { try StoredFacts.decode(bytes + [15 << 3, 1]) }
    }

    @Test("A stored grant without a side, a release without its grant and an unknown state are errors")
    func damaged() throws {
        #expect(throws: MappingError.self) { try Grant(Berth_Tracker_V1_Grant()) }
        #expect(throws: MappingError.self) {
            try ClaimReleased(Berth_Journal_V1_ClaimReleased.with { $0.cause = "aborted" })
        }
        #expect(throws: MappingError.self) { try Instance(Berth_Tracker_V1_Instance.with { $0.vmState = "melting" }) }
        #expect(throws: MappingError.self) { try AllocationRatios(.with { ($0.cpu, $0.ram, $0.disk) = (1, .nan, 1) }) }
        #expect(throws: MappingError.self) { try Reserved(Berth_Tracker_V1_Reserved()) }
    }

    @Test("Damaged bytes of facts and rows are errors or other facts, never a trap")
    func flippedBits() {
        for seed in UInt64(1)...300 {
            var random = MappingRandom(seed: seed)
            var bytes = StoredFacts.encode([random.fact()])
            let row = StoredEntity.encode(random.entity())
            var rowBytes = row.bytes
            for _ in 0..<3 {
                if let index = bytes.indices.randomElement(using: &random) {
                    bytes[index] ^= UInt8.random(in: 1...255, using: &random)
                }
                if let index = rowBytes.indices.randomElement(using: &random) {
                    rowBytes[index] ^= 1 << UInt8.random(in: 0...7, using: &random)
                }
            }
            let facts = Result { try StoredFacts.decode(bytes) }
            let entity = Result { try StoredEntity.decode(kind: row.kind, key: row.key, bytes: rowBytes) }
            if case .failure(let error) = facts { #expect(error is MappingError, "seed \(seed)") }
            if case .failure(let error) = entity { #expect(error is MappingError, "seed \(seed)") }
        }
    }
}

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

    // MARK: Devices of records from before they were judged

    /// A GPU on the node, and two instances that hold nothing of it yet.
    private func rowsWithGPU() throws -> [Row] {
        var shard = try SimulatedShard()
        shard.deliver(
            try Samples.report("h", key: "r"), try Samples.claim("h", 1, key: "c"), try Samples.claim("h", 2, key: "d"))
        shard.run()
        return try shard.store.rows.sorted { $0.key < $1.key }.map { key, value in
            guard case .node(var record) = try StoredEntity.decode(kind: key.kind, key: key.key, bytes: value) else {
                return (key: key, value: value)
            }
            record.inventory.pciDevices = [
                PCIDevice(address: "0000:af:00.0", vendorID: "10de", productID: "1db6", type: .standard)
            ]
            return (key: key, value: StoredEntity.encode(.node(record)).bytes)
        }
    }

    /// The rows with a device in the grants of instances, as an audit once took it over from the database.
    private func old(_ rows: [Row], _ device: PCIDevice, of numbers: [Int], times: Int = 1) throws -> [Row] {
        try rows.map { key, value in
            guard
                case .instance(var record) = try StoredEntity.decode(kind: key.kind, key: key.key, bytes: value),
                numbers.contains(where: { Samples.uuid($0) == record.instance.uuid })
            else { return (key: key, value: value) }
            record.grants[0].pciDevices = Array(repeating: device, count: times)
            return (key: key, value: StoredEntity.encode(.instance(record)).bytes)
        }
    }

    private static let named = PCIDevice(address: "0000:AF:00.0", vendorID: "10DE", productID: "1db6", type: .standard)

    @Test(
        "Devices of old records get status and holder from their grant, and their addresses as they are written today",
        arguments: [nil, .available, .removed, .claimed, .allocated] as [PCIDeviceStatus?], ["", "SOMEBODY"])
    func oldDevices(status: PCIDeviceStatus?, owner: String) throws {
        var device = Self.named
        (device.status, device.instanceUUID) = (status, owner)
        let state = try load(try old(try rowsWithGPU(), device, of: [1], times: 2))
        let node = NodeIdentifier(host: "h", name: Samples.node)
        let held = state.grants(on: node).flatMap(\.pciDevices)
        #expect(held.map(\.address) == ["0000:af:00.0"] && held.map(\.vendorID) == ["10de"])
        #expect(held.map(\.status) == [status == .claimed ? .claimed : .allocated])
        #expect(held.map(\.instanceUUID) == [Samples.uuid(1)])
        #expect(state.usage(of: node)?.pciPools == [])
    }

    @Test("A device in two old grants is told and keeps nothing from starting; nobody else gets it")
    func heldTwice() throws {
        let rows = try old(try rowsWithGPU(), Self.named, of: [1, 2])
        let (state, open) = try StoredState.judged(try StoredState.entities(of: rows).entities)
        #expect(open.map(\.kind) == [.deviceHeldTwice])
        #expect(open.first?.subject == "h/\(Samples.node)/0000:af:00.0")
        #expect(state.usage(of: NodeIdentifier(host: "h", name: Samples.node))?.pciPools == [])
    }

    @Test("Old facts lead to what old records are read as")
    func oldFacts() throws {
        let grant = Grant(
            instanceUUID: Samples.uuid(1), node: NodeIdentifier(host: "h", name: Samples.node),
            pciDevices: [Self.named])
        let record = MigrationRecord(
            side: .source,
            migration: Migration(
                uuid: Samples.uuid(9), instanceUUID: Samples.uuid(1), type: .resize, status: .finished,
                source: grant.node), node: grant.node)
        let instance = Instance(uuid: Samples.uuid(1), flavor: Flavor(id: "f"))
        let owner = InstanceIdentifier(host: "h", uuid: instance.uuid)
        let bodies: [Fact.Body] = [
            .instanceClaimed(InstanceClaimed(instance: instance, grant: grant)),
            .claimReleased(ClaimReleased(instance: owner, grant: grant, cause: .audited)),
            .migrationChanged(
                MigrationChanged(record: record, previousStatus: nil, released: [grant], granted: [grant])),
            .migrationForgotten(
                MigrationForgotten(migration: record.identifier, node: grant.node, released: [grant])),
        ]
        let lists = bodies.map { body in
            switch Fact(time: Instant(nanoseconds: 1), body: body).completed.body {
            case .instanceClaimed(let fact): [fact.grant]
            case .claimReleased(let fact): [fact.grant]
            case .migrationChanged(let fact): fact.released + fact.granted
            case .migrationForgotten(let fact): fact.released
            default: []
            }
        }
        #expect(lists.map(\.count) == [1, 1, 2, 1])
        for device in lists.flatMap(\.self).flatMap(\.pciDevices) {
            #expect(device.address == "0000:af:00.0" && device.status == .allocated)
            #expect(device.instanceUUID == Samples.uuid(1))
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

import Testing
import Tracker

@Suite("Reports of a hypervisor")
struct ReportTests {
    @Test("A first report creates the node, a second one updates it, an identical one leads to no fact")
    func createUpdateRepeat() throws {
        var shard = Shard()
        #expect(try outcome(&shard, report(Fixture.inventory())) == (created: true, generation: 1))
        #expect(try outcome(&shard, report(Fixture.inventory(vcpus: 8))) == (created: false, generation: 2))
        #expect(try outcome(&shard, report(Fixture.inventory(vcpus: 8))) == (created: false, generation: 2))
        #expect(shard.facts.count == 2)
        #expect(shard.state.node(Fixture.node)?.inventory.vcpus == 8)
    }

    @Test("What a first report does not say comes from the settings, later it stays")
    func defaults() throws {
        var policy = Policy(
            initialRatios: AllocationRatios(cpu: 16, ram: 1.5, disk: 1),
            defaultReserved: Reserved(vcpus: 1, memoryMebibytes: 512, diskMebibytes: 2048))
        policy.configuredRatios = AllocationRatiosReport(ram: 2)
        var shard = try Shard(inventory: Fixture.inventory(reserved: ReservedReport(vcpus: 3)), policy: policy)
        let created = try #require(shard.state.node(Fixture.node))
        #expect(created.reserved == Reserved(vcpus: 3, memoryMebibytes: 512, diskMebibytes: 2048))
        #expect(created.ratios == AllocationRatios(cpu: 16, ram: 2, disk: 1))
        #expect(shard.usage == "used 512/3/2, free 0/4")

        try shard.report(
            Fixture.inventory(
                reserved: ReservedReport(memoryMebibytes: 100), ratios: AllocationRatiosReport(cpu: 5, ram: 0)))
        let updated = try #require(shard.state.node(Fixture.node))
        #expect(updated.reserved == Reserved(vcpus: 3, memoryMebibytes: 100, diskMebibytes: 2048))
        #expect(updated.ratios == AllocationRatios(cpu: 5, ram: 2, disk: 1))
    }

    @Test("A report without a service keeps the one that owns the node")
    func service() throws {
        var shard = Shard()
        var command = ReportInventory(
            node: Fixture.node, nodeUUID: Fixture.nodeUUID, inventory: Fixture.inventory(), serviceID: "121")
        _ = shard.run(.reportInventory(command))
        command.serviceID = ""
        _ = shard.run(.reportInventory(command))
        #expect(shard.state.node(Fixture.node)?.serviceID == "121")
        command.serviceID = "123"
        _ = shard.run(.reportInventory(command))
        #expect(shard.state.node(Fixture.node)?.serviceID == "123")
    }

    @Test("A node keeps its UUID, and a UUID belongs to one node")
    func identity() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        let changed = try shard.refusal(report(Fixture.inventory(), uuid: Fixture.uuid(99)))
        #expect(changed.code == .failedPrecondition)
        #expect(changed.reason == "NODE_UUID_CHANGED")
        #expect(changed.metadata == ["stored": Fixture.nodeUUID, "reported": Fixture.uuid(99)])

        let renamed = try shard.refusal(report(Fixture.inventory(), node: NodeIdentifier(host: "H", name: "M")))
        #expect(renamed.code == .alreadyExists)
        #expect(renamed.reason == "CONFLICTING_UUID")
        let moved = try shard.refusal(report(Fixture.inventory(), node: NodeIdentifier(host: "K", name: "N")))
        #expect(moved.code == .failedPrecondition)
        #expect(moved.reason == "NODE_ELSEWHERE")
        #expect(moved.metadata == ["host": "H", "node": "N"])

        _ = shard.run(.removeNode(RemoveNode(node: Fixture.node)))
        try shard.report(Fixture.inventory(), node: NodeIdentifier(host: "K", name: "N"))
    }

    @Test("Host cells and devices of a report are stored and given back as they are")
    func storedAsReported() throws {
        var inventory = Fixture.inventory()
        inventory.numaTopology = NUMATopology(cells: [NUMACell(id: 1, cpuset: [0, 1]), NUMACell(id: 0, pcpuset: [2])])
        inventory.pciDevices = [PCIDevice(address: "0000:00:01.0", vendorID: "8086", productID: "1563")]
        inventory.stats = ["uptime": "5"]
        // A device is tracked if a spec says so, and is shown with its status.
        var policy = Policy(defaultReserved: Reserved(vcpus: 0, memoryMebibytes: 0, diskMebibytes: 0))
        policy.devices.specs = [DeviceSpec()]
        let shard = try Shard(inventory: inventory, policy: policy)
        inventory.pciDevices[0].status = .available
        var shown = try #require(shard.state.node(Fixture.node)?.inventory)
        shown.pciDevices[0].type = inventory.pciDevices[0].type
        #expect(shown == inventory)
        let untracked = try Shard(inventory: inventory)
        #expect(untracked.state.node(Fixture.node)?.inventory.pciDevices == [])
    }

    private func report(_ inventory: Inventory, node: NodeIdentifier = Fixture.node, uuid: String = Fixture.nodeUUID)
        -> Command
    {
        .reportInventory(ReportInventory(node: node, nodeUUID: uuid, inventory: inventory))
    }

    private func outcome(_ shard: inout Shard, _ command: Command) throws -> (created: Bool, generation: Int64) {
        guard case .inventoryReported(let node, let created) = try shard.run(command).get() else {
            throw Unexpected.answer
        }
        #expect(node == shard.state.node(Fixture.node))
        return (created, node.generation)
    }
}

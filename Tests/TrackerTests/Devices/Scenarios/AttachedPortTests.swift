import Testing

@testable import Tracker

/// Ports that are attached and detached between claims, and which side of a move is meant (PCI, 9 and 11).
@Suite("Attached ports and sides of moves")
struct AttachedPortTests {
    private static func port(_ name: String, id: Int) -> PCIRequest {
        Ask.request(1, [Ask.functionSpec], port: name, id: id == 0 ? "" : Fixture.uuid(id))
    }

    private func host() throws -> DeviceShard {
        var host = try DeviceShard()
        try host.report(SpecHost.devices, on: Fixture.away, number: 1)
        return host
    }

    private func known(_ host: DeviceShard) throws -> Instance {
        let identifier = InstanceIdentifier(host: Fixture.node.host, uuid: Fixture.uuid(1))
        return try #require(host.shard.state.instanceRecord(identifier)).instance
    }

    private func held(_ host: DeviceShard, on node: NodeIdentifier) -> [String] {
        host.shard.state.grants(on: node).map { grant in
            ([grant.side.rawValue] + SpecHost.places(grant.pciDevices)).joined(separator: " ")
        }
    }

    @Test("A port that was attached moves with the instance, one that was detached does not")
    func movesWithPorts() throws {
        var host = try host()
        // The first is known without an identity, as a caller may send it.
        _ = try host.claim(1, Ask.gpu(1), Self.port("first", id: 0))
        #expect(try host.take(1, Self.port("second", id: 72)) == ["81:10.2"])
        try host.allocate(1)
        #expect(try known(host).pciRequests.map(\.requesterID) == ["", "first", "second"])
        #expect(try host.free(1, "81:10.3").count == 1)
        #expect(try known(host).pciRequests.map(\.requesterID) == ["", "second"])
        try host.restart()
        var move = Move(.coldMigration, of: try known(host))
        move.pciRequests = [Ask.gpu(1)]
        try host.shard.step(move.claim())
        #expect(held(host, on: Fixture.away) == ["move_new 05:00.0 81:10.3"])
        let asked = host.shard.state.grants(on: Fixture.away).flatMap(\.pciRequests)
        #expect(asked.map(\.requesterID) == ["", "second"] && asked.last?.requestID == Fixture.uuid(72))
    }

    @Test("A device of the flavor that is freed by hand is still what the flavor asks for")
    func flavorStays() throws {
        var host = try host()
        _ = try host.claim(1, Ask.gpu(1), Self.port("first", id: 71))
        #expect(try host.free(1, "05:00.0").count == 1)
        #expect(try known(host).pciRequests.map(\.requesterID) == ["", "first"])
    }

    @Test("A port is asked for once: in one list, with a move, and beside a grant")
    func once() throws {
        var host = try host()
        let twice = DeviceShard.instance(1, [Self.port("p", id: 71), Self.port("p", id: 72)])
        let refusal = try host.shard.refusal(.claimInstance(ClaimInstance(node: Fixture.node, instance: twice)))
        #expect(refusal.violations.map(\.field) == ["instance.pci_requests[1].requester_id"])

        _ = try host.claim(1, Self.port("p", id: 0))
        var move = Move(.coldMigration, of: try known(host))
        move.pciRequests = [Self.port("p", id: 73)]
        try host.shard.step(move.claim())
        #expect(held(host, on: Fixture.away) == ["move_new 81:10.3"])

        let again = ClaimDevices(
            node: Fixture.node, instanceUUID: Fixture.uuid(1), requests: [Self.port("p", id: 74)])
        let answered = try host.shard.refusal(.claimDevices(again))
        #expect(answered.reason == "REQUEST_ANSWERED")
        let known = try #require(host.shard.state.grants(on: Fixture.node).first?.pciRequests.first)
        #expect(
            answered.message.contains(
                "port p of instance \(Fixture.uuid(1)) has its devices on \(Fixture.node.text) already, by PCI request "
                    + "\(known.requestID): 0000:81:10.3;"))
    }

    @Test("A request that was taken in without its devices stands with the grant once when it is answered")
    func answeredLater() throws {
        var host = try host()
        let request = Ask.request(1, [Ask.gpuSpec], id: Fixture.uuid(71), alias: "gpu")
        var instance = DeviceShard.instance(1, [request])
        (instance.host, instance.node) = (Fixture.node.host, Fixture.node.name)
        let recorded = Grant(
            instanceUUID: instance.uuid, node: Fixture.node, pciDevices: [SpecHost.devices[0]],
            pciRequests: [request])
        #expect(try host.claim(2, Ask.gpu(1)) == ["05:00.0"])
        var other = DeviceShard.instance(2, [])
        (other.host, other.node) = (Fixture.node.host, Fixture.node.name)
        _ = try host.shard.audit([instance, other], []) { $0.recorded = [recorded] }
        #expect(try host.take(1, request) == ["06:00.0"])
        let grant = host.shard.state.grants(on: Fixture.node).first { $0.instanceUUID == instance.uuid }
        #expect(grant?.pciRequests.map(\.requestID) == [Fixture.uuid(71)])
    }

    @Test("What the source of a live migration frees is no port that is detached: the guest may come back")
    func freedAtSource() throws {
        var host = try host()
        _ = try host.claim(1, Self.port("first", id: 71))
        let move = Move(.liveMigration, of: try known(host))
        try host.shard.step(
            move.claim(), move.tell(.source, .queued, record: .accepted), move.tell(.source, .preparing),
            move.tell(.source, .running))
        #expect(try host.free(1, scope: .allocated).count == 1)
        #expect(try known(host).pciRequests.map(\.requesterID) == ["first"])
        try host.shard.step(move.tell(.source, .failed))
        #expect(try host.take(1, Self.port("first", id: 71)) == ["81:10.3"])
        #expect(try host.free(1).count == 1)
        #expect(try known(host).pciRequests.isEmpty)
    }

    @Test("Of a topology and a list of devices that are both wrong, a claim and a check name the same")
    func bothWrong() throws {
        var host = try host()
        var instance = DeviceShard.instance(1, [])
        instance.flavor.extraSpecs = ["hw:numa_nodes": "x", "pci_passthrough:alias": "x"]
        let check = CheckFit(host: Fixture.node.host, nodes: [Fixture.node.name], instance: instance)
        let claim = ClaimInstance(node: Fixture.node, instance: instance)
        let reasons = try [host.shard.refusal(.checkFit(check)), host.shard.refusal(.claimInstance(claim))].map(
            \.reason)
        #expect(reasons[0] == reasons[1])
    }

    @Test("Within a node devices are freed on one side: the instance's own unless the move is named")
    func sides() throws {
        for isNamed in [false, true] {
            var host = try host()
            _ = try host.claim(1, Ask.gpu(1))
            var move = Move(.resize, of: try known(host), to: Fixture.node)
            move.newFlavor = Flavor(id: "B", name: "B", vcpus: 2, memoryMebibytes: 128, rootGibibytes: 1)
            move.pciRequests = [Ask.gpu(1)]
            try host.shard.step(move.claim())
            #expect(held(host, on: Fixture.node).sorted() == ["instance 05:00.0", "move_new 06:00.0"])
            let command = FreeDevices(
                node: Fixture.node, instanceUUID: Fixture.uuid(1), migrationUUID: isNamed ? move.uuid : "")
            _ = try host.shard.run(.freeDevices(command)).get()
            #expect(
                held(host, on: Fixture.node).sorted()
                    == (isNamed ? ["instance 05:00.0", "move_new"] : ["instance", "move_new 06:00.0"]))
            host.checkHolders()
            // An address says by itself which is meant.
            let other = isNamed ? "05:00.0" : "06:00.0"
            #expect(try host.free(1, other).map(\.address) == ["0000:" + other])
        }
    }

    @Test("Allocating for a move leaves what the instance has claimed beside it as it is")
    func allocatesOneSide() throws {
        var host = try host()
        _ = try host.claim(1)
        try host.shard.step(Move(.liveMigration, of: try known(host)).claim())
        _ = try host.take(1, Ask.gpu(1))
        let command = AllocateDevices(
            node: Fixture.node, instanceUUID: Fixture.uuid(1), migrationUUID: Fixture.uuid(999))
        #expect(try host.shard.run(.allocateDevices(command)).get() == .devices(.allocate, []))
        #expect(host.status("05:00.0") == .claimed)
        #expect(try host.allocate(1) == ["05:00.0"])
    }

    @Test("Where the instance runs its devices are in use, also if nobody has said so")
    func finishedWithoutAllocation() throws {
        var host = try host()
        _ = try host.claim(1)
        let move = Move(.liveMigration, of: try known(host))
        try host.shard.step(move.claim())
        #expect(try host.take(1, migration: move.uuid, node: Fixture.away, Ask.gpu(1)) == ["05:00.0"])
        try host.shard.step(
            move.tell(.source, .queued, record: .accepted), move.tell(.source, .preparing),
            move.tell(.source, .running), move.tell(.source, .completed), move.finish())
        #expect(host.status("05:00.0", on: Fixture.away) == .allocated)
        #expect(held(host, on: Fixture.away) == ["instance 05:00.0"])
        host.checkHolders()
    }
}

import Testing

@testable import Tracker

/// Devices that need a person: an audit tells them until they are right, a report as they arise.
@Suite("Audits and reports of devices in use")
struct DeviceAuditTests {
    private static let aliases = ["gpu": DeviceAlias(specs: [PCISpec(matches: Ask.gpuSpec)])]
    private static let port = Ask.request(1, [Ask.functionSpec], port: "p-1")

    /// An instance at home here that asks for GPUs by its flavor.
    private static func instance(_ number: Int, gpus: Int, ports: [PCIRequest] = []) -> Instance {
        var flavor = Fixture.small
        if gpus > 0 { flavor.extraSpecs["pci_passthrough:alias"] = "gpu:\(gpus)" }
        var instance = DeviceShard.instance(number, ports, flavor: flavor)
        (instance.host, instance.node) = (Fixture.node.host, Fixture.node.name)
        return instance
    }

    private func host(_ devices: [PCIDevice] = SpecHost.devices) throws -> DeviceShard {
        try DeviceShard(devices, aliases: Self.aliases)
    }

    /// The differences of an audit that are about devices, for people; all are open.
    private func audit(
        _ host: inout DeviceShard, _ instances: [Instance] = [], _ migrations: [MigrationReport] = [],
        recorded: [Grant] = []
    ) throws -> [String] {
        host.shard.now = host.shard.now.advanced(byNanoseconds: 10_000_000_000_000)
        let drifts = try host.shard.audit(instances, migrations) { $0.recorded = recorded }
        let open = drifts.filter { [.usageMismatch, .lostDevice].contains($0.kind) }
        #expect(open.allSatisfy { !$0.isRepaired })
        return open.map { "\($0.kind.rawValue) \($0.subject.suffix(7)): \($0.message)" }
    }

    /// What the last report told of devices in use.
    private func told(_ host: DeviceShard) -> [Drift]? {
        guard case .driftFound(let found)? = host.shard.facts.last?.body else { return nil }
        return found.drifts
    }

    @Test("A node tells of devices in use how the latest report has them, where it has them otherwise")
    func changedDevices() throws {
        var host = try host()
        _ = try host.claim(1, Ask.function(1))
        _ = try host.claim(2, Ask.gpu(1))
        func changed() throws -> [PCIDevice] {
            guard case .node(_, _, _, let changed) = try host.shard.run(.getNode(Fixture.node)).get() else {
                throw Unexpected.answer
            }
            return changed
        }
        #expect(try changed() == [])
        var devices = SpecHost.devices
        let (gpu, function) = (0, devices.count - 6)
        #expect(devices[gpu].address == "0000:05:00.0" && devices[function].address == "0000:81:10.3")
        devices[gpu].numaNode = 1
        devices[function].parentAddress = "0000:82:00.0"
        // Of what nobody has, everything counts at once.
        devices[1].numaNode = 0
        try host.report(devices)
        #expect(try changed().map(\.address) == ["0000:05:00.0", "0000:81:10.3"])
        #expect(try changed().map(\.numaNode) == [1, 0] && changed().last?.parentAddress == "0000:82:00.0")
        try host.report(devices.filter { $0.address != "0000:05:00.0" })
        #expect(try changed().map(\.address) == ["0000:81:10.3"], "what is gone is not otherwise")
        try host.free(1)
        #expect(try changed() == [])
    }

    // MARK: Fewer devices than asked for

    @Test("An instance that is taken in without its devices is told, by every audit, until it has them")
    func adopted() throws {
        var host = try host()
        let listed = Self.instance(1, gpus: 1)
        for _ in 1...2 {
            #expect(
                try audit(&host, [listed]) == [
                    "usageMismatch 0000001: asks for 1 device (gpu: 1), holds 0; its guest may use one that is free "
                        + "here"
                ])
        }
        #expect(try host.take(1, Ask.gpu(1)) != nil)
        #expect(try audit(&host, [listed]) == [])
    }

    @Test("One that is taken in with its devices is not told, one with some of them is")
    func recorded() throws {
        var host = try host()
        let (whole, part) = (Self.instance(1, gpus: 1), Self.instance(2, gpus: 1, ports: [Self.port]))
        let grants = [(1, 0), (2, 1)].map { number, place in
            Grant(
                instanceUUID: Fixture.uuid(number), node: Fixture.node, pciDevices: [SpecHost.devices[place]])
        }
        let expected = [
            "usageMismatch 0000002: asks for 2 devices (gpu: 1, port p-1: 1), holds 1 and lacks port p-1: 1; its guest "
                + "may use one that is free here"
        ]
        #expect(try audit(&host, [whole, part], recorded: grants) == expected)
        #expect(try audit(&host, [whole, part]) == expected)
    }

    @Test("Devices that were given back by hand are missed")
    func freed() throws {
        var host = try host()
        let listed = Self.instance(1, gpus: 2)
        #expect(try host.claim(listed)?.count == 2)
        #expect(try audit(&host, [listed]) == [])
        try host.free(1, "05:00.0")
        #expect(
            try audit(&host, [listed]).map { $0.contains("asks for 2 devices (gpu: 2), holds 1 and lacks gpu: 1;") }
                == [true])
    }

    @Test("As many devices as are asked for, and not those, are told as well")
    func otherDevices() throws {
        var host = try host()
        let listed = Self.instance(1, gpus: 1, ports: [Self.port])
        _ = try audit(&host, [listed])
        #expect(try host.take(1, Ask.function(2)) != nil)
        #expect(
            try audit(&host, [listed]) == [
                "usageMismatch 0000001: asks for 2 devices (gpu: 1, port p-1: 1), holds 2 and lacks gpu: 1; its guest "
                    + "may use one that is free here"
            ])
        #expect(try host.take(1, Ask.gpu(1, id: Fixture.uuid(75))) != nil)
        #expect(try audit(&host, [listed]) == [])
    }

    @Test("Of an alias that is no longer defined nothing is said")
    func undefined() throws {
        var host = try host()
        _ = try audit(&host, [Self.instance(1, gpus: 1)])
        host.shard.policy.devices.aliases = [:]
        #expect(try audit(&host, [Self.instance(1, gpus: 1)]) == [])
    }

    @Test("The source of a live migration lets go before the end; what is missing after the end is told")
    func liveMigration() throws {
        var host = try host()
        try host.report(SpecHost.devices, on: Fixture.away, number: 1)
        var listed = Self.instance(1, gpus: 1)
        #expect(try host.claim(listed) == ["05:00.0"])
        listed.taskState = .migrating
        let move = Move(.liveMigration, of: listed)
        try host.shard.step(
            move.claim(), move.tell(.source, .queued, record: .accepted), move.tell(.source, .preparing),
            move.tell(.source, .running))
        #expect(try host.free(1, scope: .allocated).count == 1)
        #expect(try audit(&host, [listed], [move.report(.running)]) == [])
        try host.shard.step(move.tell(.source, .failed, location: Fixture.node))
        listed.taskState = nil
        #expect(try audit(&host, [listed]).map { $0.contains("asks for 1 device (gpu: 1), holds 0;") } == [true])
    }

    // MARK: Devices in use that are reported otherwise

    @Test("A card and its function in different hands are told with both holders, as a report makes them relatives")
    func relatives() throws {
        var moved = LifeRowTests.card(1)
        moved[1].parentAddress = "0000:99:00.0"
        var host = try host(moved)
        _ = try host.claim(1, Ask.card(1))
        _ = try host.claim(2, Ask.function(1))
        try host.report(LifeRowTests.card(1))
        let expected = Drift(
            .usageMismatch, subject: "0000:81:10.0",
            message:
                "instance \(Fixture.uuid(2)) has it, and instance \(Fixture.uuid(1)) has 0000:81:00.0, the card that "
                + "it is a function of; free one of the two", isRepaired: false)
        #expect(told(host)?.contains(expected) == true)
        let listed = [1, 2].map { Self.instance($0, gpus: 0) }
        #expect(try audit(&host, listed).contains { $0.contains("has 0000:81:00.0, the card") })
        try host.free(1)
        #expect(try audit(&host, listed).allSatisfy { !$0.contains("the card that") })
    }

    @Test("A device in use that has become another one is told with what it was and what it is")
    func another() throws {
        var host = try host()
        _ = try host.claim(1, Ask.gpu(1))
        var devices = SpecHost.devices
        (devices[0].vendorID, devices[0].productID, devices[0].type) = ("8086", "1528", .physicalFunction)
        try host.report(devices)
        let message =
            "instance \(Fixture.uuid(1)) has it as type-PCI 10de 1db6 near cell 0, and it is reported as "
            + "type-PF 8086 1528 near cell 0 now, which counts once it is freed"
        #expect(
            told(host) == [Drift(.lostDevice, subject: "0000:05:00.0", message: message, isRepaired: false)])
        #expect(try audit(&host, [Self.instance(1, gpus: 0)]) == ["lostDevice 05:00.0: \(message)"])
        // Freed, it is what is reported; what is wrong then is that it is missed.
        try host.free(1)
        #expect(try audit(&host, [Self.instance(1, gpus: 0)]).allSatisfy { !$0.hasPrefix("lostDevice") })
    }

    @Test("A device in use that comes near another cell is told; what does not make it another one is not")
    func anotherCell() throws {
        var host = try host()
        _ = try host.claim(1, Ask.gpu(1))
        var devices = SpecHost.devices
        devices[0].label = "other"
        devices[0].extra["ifname"] = "other"
        try host.report(devices)
        #expect(told(host) == nil)
        devices[0].numaNode = 1
        try host.report(devices)
        #expect(told(host)?.map(\.kind) == [.usageMismatch] && told(host)?.map(\.subject) == ["0000:05:00.0"])
    }

    @Test("A report that drops a device in use tells it at once, and only once; so does a spec that is withdrawn")
    func dropped() throws {
        var host = try host()
        _ = try host.claim(1, Ask.gpu(1))
        let rest = Array(SpecHost.devices.dropFirst())
        try host.report(rest)
        #expect(told(host)?.map(\.kind) == [.lostDevice] && told(host)?.map(\.subject) == ["0000:05:00.0"])
        try host.report(Array(rest.dropLast()))
        #expect(told(host) == nil, "it is known already")
        try host.report(SpecHost.devices)
        #expect(told(host) == nil)
        host.shard.policy.devices.specs = [DeviceSpec(vendorID: "8086")]
        try host.report(SpecHost.devices)
        #expect(told(host)?.map(\.subject) == ["0000:05:00.0"])
    }

    @Test("A spec that was withdrawn while the tracker was down is told with the next report")
    func withdrawn() throws {
        var host = try host()
        _ = try host.claim(1, Ask.gpu(1))
        host.shard.policy.devices.specs = [DeviceSpec(vendorID: "8086")]
        host.shard.state = try State(
            loading: host.shard.state.allEntities(), deviceSpecs: host.shard.policy.devices.specs)
        try host.report(SpecHost.devices)
        #expect(told(host)?.map(\.kind) == [.lostDevice] && told(host)?.map(\.subject) == ["0000:05:00.0"])
        try host.report(SpecHost.devices)
        #expect(host.shard.facts.filter { if case .driftFound = $0.body { true } else { false } }.count == 1)
    }

    @Test("A free device that is dropped, or becomes another one, is nobody's concern")
    func free() throws {
        var host = try host()
        _ = try host.claim(1, Ask.gpu(1))
        var devices = SpecHost.devices
        devices[1].productID = "9999"
        try host.report(Array(devices.dropLast()))
        #expect(told(host) == nil)
    }

    // MARK: One device in two grants, as old records may have it

    /// Two instances with the same device, as it came in before devices were judged.
    private func shared() throws -> DeviceShard {
        var host = try host()
        _ = try host.claim(1, Ask.gpu(1))
        _ = try host.claim(2)
        var entities = host.shard.state.allEntities()
        let device = try #require(host.shard.state.grants(on: Fixture.node)[0].pciDevices.first)
        for (index, entity) in entities.enumerated() {
            guard case .instance(var record) = entity, record.instance.uuid == Fixture.uuid(2) else { continue }
            var copy = device
            (copy.instanceUUID, copy.requestID) = (Fixture.uuid(2), "")
            record.grants[0].pciDevices = [copy]
            entities[index] = .instance(record)
        }
        host.shard.state = try State(loading: entities)
        return host
    }

    @Test("A device in two grants is nobody else's, is told with both, and is the other's when one lets go of it")
    func twoGrants() throws {
        for first in [1, 2] {
            let other = 3 - first
            var state = try shared().shard.state
            #expect(violations(of: state).map(\.kind) == [.deviceHeldTwice])
            let book = try #require(state.ledger(of: Fixture.node)?.devices)
            let told = DeviceDrift.found(in: book)
            #expect(told.map(\.kind) == [.usageMismatch])
            #expect(told.first?.message.contains("\(Fixture.uuid(1)) and \(Fixture.uuid(2)) all have it") == true)
            #expect(state.usage(of: Fixture.node)?.pciPools.contains { $0.keys["address"] == "0000:05:00.0" } == false)
            let context = CommandContext(requestKey: "k", now: Instant(nanoseconds: 2_000_000_000_000_000))
            let free = FreeDevices(
                node: Fixture.node, instanceUUID: Fixture.uuid(first), addresses: ["0000:05:00.0"], scope: .both)
            guard case .accepted(let facts, _) = decide(state, .freeDevices(free), context, policy: Policy()) else {
                throw Unexpected.answer
            }
            for fact in facts { state.evolve(fact) }
            #expect(violations(of: state) == [])
            let left = state.devices(["0000:05:00.0"], on: Fixture.node)
            #expect(left.map(\.instanceUUID) == [Fixture.uuid(other)] && left.map(\.status) == [.allocated])
        }
    }
}

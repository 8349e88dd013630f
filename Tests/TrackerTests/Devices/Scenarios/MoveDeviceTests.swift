import Testing

@testable import Tracker

/// Devices in moves (PCI, 11): what each side has, step by step, and scenario 33 of claims and moves.
@Suite("Devices in moves")
struct MoveDeviceTests {
    private static let port = Ask.request(1, [Ask.functionSpec], port: "port", id: Fixture.uuid(71))
    private static let aliases = [
        "gpu": DeviceAlias(specs: [PCISpec(matches: Ask.gpuSpec)]),
        "vf": DeviceAlias(specs: [PCISpec(matches: Ask.functionSpec)]),
    ]

    /// A flavor that asks for devices.
    private static func flavor(_ id: String, _ alias: String?) -> Flavor {
        var flavor = Flavor(id: id, name: id, vcpus: 1, memoryMebibytes: 128, rootGibibytes: 1)
        flavor.extraSpecs["pci_passthrough:alias"] = alias
        return flavor
    }

    /// The instance at home at the fixture's node, with a GPU by its flavor and a function by its port.
    private static let instance = DeviceShard.instance(1, [port], flavor: flavor("A", "gpu:1"))

    private func host() throws -> DeviceShard {
        var host = try DeviceShard(aliases: Self.aliases)
        try host.report(SpecHost.devices, on: Fixture.away, number: 1)
        #expect(try host.claim(Self.instance) == ["05:00.0", "81:10.3"])
        return host
    }

    private func held(_ host: DeviceShard, on node: NodeIdentifier = Fixture.node) -> [String] {
        host.shard.state.grants(on: node).map { grant in
            ([grant.side.rawValue] + SpecHost.places(grant.pciDevices)).joined(separator: " ")
        }
    }

    @Test("Scenario 33: a resize takes the new flavor's devices and those of the ports")
    func newFlavor() throws {
        var host = try host()
        var move = Move(.resize, of: Self.instance)
        move.newFlavor = Self.flavor("B", nil)
        try host.shard.step(move.claim())
        #expect(held(host, on: Fixture.away) == ["move_new 81:10.3"])
        #expect(host.status("81:10.3", on: Fixture.away) == .allocated)
        #expect(held(host) == ["instance 05:00.0 81:10.3"])
        host.checkHolders()
    }

    @Test("A cold migration that is confirmed frees the old devices, one that is reverted the new ones")
    func coldMigration() throws {
        for isConfirmed in [true, false] {
            var host = try host()
            let move = Move(.coldMigration, of: Self.instance)
            try host.shard.step(
                move.claim(), move.tell(.source, .migrating, record: .preMigrating), move.tell(.source, .postMigrating),
                move.finish())
            #expect(held(host, on: Fixture.away) == ["instance 05:00.0 81:10.3"])
            #expect(held(host) == ["move_old 05:00.0 81:10.3"])
            if isConfirmed {
                try host.shard.step(move.confirm(record: .finished))
                #expect(held(host).isEmpty && host.gpus == [1, 1, 1])
                #expect(host.status("05:00.0", on: Fixture.away) == .allocated)
            } else {
                try host.shard.step(move.revert(), move.tell(.source, .reverted, record: .reverted))
                #expect(held(host, on: Fixture.away).isEmpty && held(host) == ["instance 05:00.0 81:10.3"])
                #expect(host.status("05:00.0", on: Fixture.away) == .available)
            }
            host.checkHolders()
            try host.restart()
        }
    }

    @Test(
        "What was asked for besides the flavor is asked for again, unless the flavor changes or the request says what")
    func given() throws {
        for (type, told, expected) in [
            (MigrationType.coldMigration, [PCIRequest](), "move_new 05:00.0 06:00.0 81:10.3"),
            (.coldMigration, [Ask.gpu(1)], "move_new 05:00.0 81:10.3"),
            (.evacuation, [], "move_new 05:00.0 06:00.0 81:10.3"),
            (.resize, [], "move_new 81:10.3"), (.resize, [Ask.gpu(1)], "move_new 05:00.0 81:10.3"),
        ] {
            var host = try DeviceShard()
            try host.report(SpecHost.devices, on: Fixture.away, number: 1)
            let instance = DeviceShard.instance(1, [Ask.gpu(2), Self.port])
            #expect(try host.claim(instance)?.count == 3)
            var move = Move(type, of: instance)
            if type == .resize { move.newFlavor = Self.flavor("B", nil) }
            move.pciRequests = told
            try host.shard.step(move.claim())
            #expect(held(host, on: Fixture.away) == [expected], "\(type)")
        }
        // A live migration takes none, and tests for them.
        var host = try DeviceShard()
        try host.report(Array(SpecHost.devices.dropFirst(3)), on: Fixture.away, number: 1)
        let instance = DeviceShard.instance(1, [Ask.gpu(2)])
        #expect(try host.claim(instance)?.count == 2)
        let refusal = try host.shard.refusal(Move(.liveMigration, of: instance).claim())
        #expect(refusal.shortfalls.first?.reason == "PCI_NO_FIT")
    }

    @Test("After a resize the instance asks for what its new flavor got, and after a revert for what it had")
    func asksForNewSize() throws {
        for (first, second) in [(2, 1), (1, 2)] as [(Int32, Int32)] {
            var host = try host(claimed: [Ask.gpu(first, id: Fixture.uuid(61)), Self.port])
            var home = DeviceShard.instance(1, [Ask.gpu(first, id: Fixture.uuid(61)), Self.port])
            var move = Move(.resize, of: home, to: Fixture.node)
            move.newFlavor = Self.flavor("B", nil)
            move.pciRequests = [Ask.gpu(second, id: Fixture.uuid(62))]
            try host.shard.step(
                move.claim(), move.tell(.source, .migrating, record: .preMigrating), move.tell(.source, .postMigrating),
                move.finish())
            #expect(try asked(host) == [second, 1])
            var reverted = host
            try host.shard.step(move.confirm())
            #expect(try asked(host) == [second, 1])
            // Told by audits is what is missing of the new size, and nothing of the old one.
            (home.host, home.node, home.flavor) = (Fixture.node.host, Fixture.node.name, Self.flavor("B", nil))
            #expect(try open(&host, home) == 0)
            try host.free(1, "05:00.0", "06:00.0", "07:00.0")
            #expect(try open(&host, home) == 1)
            try reverted.shard.step(move.revert(), move.tell(.source, .reverted, record: .reverted))
            #expect(try asked(reverted) == [first, 1])
        }
    }

    @Test("Providers that were chosen at the source are not asked for at the destination")
    func providers() throws {
        for (type, expected) in [
            (MigrationType.coldMigration, "move_new 05:00.0"), (.evacuation, "move_new 05:00.0"),
            (.liveMigration, "move_new"),
        ] {
            var devices = SpecHost.devices
            devices[0].providerUUID = "a"
            var host = try DeviceShard(devices)
            devices[0].providerUUID = "b"
            try host.report(devices, on: Fixture.away, number: 1)
            let instance = DeviceShard.instance(1, [Ask.request(1, [Ask.gpuSpec], providers: ["a"])])
            #expect(try host.claim(instance) == ["05:00.0"])
            try host.shard.step(Move(type, of: instance).claim())
            #expect(held(host, on: Fixture.away) == [expected], "\(type)")
        }
    }

    @Test("A claim that says what is asked for says it for the instance, whatever the kind of move")
    func told() throws {
        var host = try DeviceShard()
        try host.report(SpecHost.devices, on: Fixture.away, number: 1)
        let instance = DeviceShard.instance(1, [Ask.gpu(2), Self.port])
        #expect(try host.claim(instance) != nil)
        var move = Move(.coldMigration, of: instance)
        move.pciRequests = [Ask.gpu(1)]
        try host.shard.step(
            move.claim(), move.tell(.source, .migrating, record: .preMigrating), move.tell(.source, .postMigrating),
            move.finish())
        try host.restart()
        #expect(try asked(host, on: Fixture.away) == [1, 1] && asked(host) == [2, 1])
    }

    @Test("What is taken and freed beside claims does not become what a size asks for")
    func besideClaims() throws {
        for isFreed in [false, true] {
            var host = try host(claimed: [Ask.gpu(1, id: Fixture.uuid(61))])
            #expect(try host.take(1, Ask.function(1, id: Fixture.uuid(62), alias: "more")) != nil)
            if isFreed { try host.free(1, "05:00.0") }
            var move = Move(.resize, of: DeviceShard.instance(1, [Ask.gpu(1)]), to: Fixture.node)
            move.newFlavor = Self.flavor("B", nil)
            try host.shard.step(
                move.claim(), move.tell(.source, .migrating, record: .preMigrating), move.tell(.source, .postMigrating),
                move.finish())
            #expect(try asked(host) == [])
            try host.shard.step(move.revert(), move.tell(.source, .reverted, record: .reverted))
            #expect(try asked(host) == [1])
        }
    }

    @Test("A flavor that says itself what it asks for still does after a resize and its revert")
    func flavorSays() throws {
        var host = try host()
        var move = Move(.resize, of: Self.instance, to: Fixture.node)
        move.newFlavor = Self.flavor("B", nil)
        move.pciRequests = [Ask.gpu(2)]
        try host.shard.step(
            move.claim(), move.tell(.source, .migrating, record: .preMigrating), move.tell(.source, .postMigrating),
            move.finish())
        #expect(try asked(host) == [2, 1])
        try host.shard.step(move.revert(), move.tell(.source, .reverted, record: .reverted))
        #expect(try asked(host) == [1], "the port")
    }

    @Test("What the source's record says of devices counts more than an older copy in the request")
    func stale() throws {
        var host = try DeviceShard()
        try host.report(SpecHost.devices, on: Fixture.away, number: 1)
        #expect(try host.claim(DeviceShard.instance(1, [Ask.gpu(1)])) != nil)
        let old = DeviceShard.instance(1, [Ask.gpu(3)])
        try host.shard.step(Move(.coldMigration, of: old).claim())
        #expect(held(host, on: Fixture.away) == ["move_new 05:00.0"])
    }

    private func host(claimed requests: [PCIRequest]) throws -> DeviceShard {
        var host = try DeviceShard()
        #expect(try host.claim(DeviceShard.instance(1, requests)) != nil)
        return host
    }

    /// How many devices the instance's requests are for.
    private func asked(_ host: DeviceShard, on node: NodeIdentifier = Fixture.node) throws -> [Int32] {
        let identifier = InstanceIdentifier(host: node.host, uuid: Fixture.uuid(1))
        return try #require(host.shard.state.instanceRecord(identifier)).instance.pciRequests.map(\.count)
    }

    /// How many differences an audit leaves open.
    private func open(_ host: inout DeviceShard, _ instance: Instance) throws -> Int {
        host.shard.now = host.shard.now.advanced(byNanoseconds: 10_000_000_000_000)
        return try host.shard.audit([instance], []).count { !$0.isRepaired }
    }

    @Test("A move that is aborted frees the devices of its claim, and no others")
    func aborted() throws {
        var host = try host()
        let move = Move(.coldMigration, of: Self.instance)
        try host.shard.step(move.claim(), move.abort(.destination, .error))
        #expect(held(host, on: Fixture.away).isEmpty && held(host) == ["instance 05:00.0 81:10.3"])
        #expect(host.cards == [0, 1] && host.free("1528", at: ["81:00.0"], on: Fixture.away) == [1])
        host.checkHolders()
    }

    @Test(
        "Within a host new devices are taken beside the old ones, and each side lets go of its own",
        arguments: [true, false])
    func withinHost(isConfirmed: Bool) throws {
        var host = try host()
        var move = Move(.resize, of: Self.instance, to: Fixture.node)
        move.newFlavor = Self.flavor("B", "gpu:2")
        try host.shard.step(move.claim())
        #expect(held(host).sorted() == ["instance 05:00.0 81:10.3", "move_new 06:00.0 07:00.0 81:10.2"])
        #expect(host.gpus == [0, 0, 0])
        try host.shard.step(
            move.tell(.source, .migrating, record: .preMigrating), move.tell(.source, .postMigrating), move.finish())
        #expect(held(host).sorted() == ["instance 06:00.0 07:00.0 81:10.2", "move_old 05:00.0 81:10.3"])
        if isConfirmed {
            try host.shard.step(move.confirm())
            #expect(held(host) == ["instance 06:00.0 07:00.0 81:10.2"] && host.gpus == [1, 0, 0])
        } else {
            try host.shard.step(move.revert(), move.tell(.source, .reverted, record: .reverted))
            #expect(held(host) == ["instance 05:00.0 81:10.3"] && host.gpus == [0, 1, 1])
        }
        host.checkHolders()
        try host.restart()
    }

    @Test("A live migration: tested, claimed apart, allocated after the switch, freed at the source")
    func liveMigration() throws {
        var host = try host()
        let away = Fixture.away
        let move = Move(.liveMigration, of: Self.instance)
        try host.shard.step(move.claim())
        // Scenario 32: the claim takes none.
        #expect(held(host, on: away) == ["move_new"])
        let source = host.shard.state.grants(on: Fixture.node).flatMap(\.pciRequests)
        let gpu = Ask.request(1, [Ask.gpuSpec], alias: "gpu")
        #expect(try host.take(1, migration: move.uuid, node: away, gpu) == ["05:00.0"])
        #expect(try host.take(1, migration: move.uuid, node: away, Self.port) == ["81:10.3"])
        // Both lists are kept (D5), and answer the same requests as at the source.
        let destination = host.shard.state.grants(on: away).flatMap(\.pciRequests)
        #expect(destination.map(\.requestID) == source.map(\.requestID))
        #expect(host.status("81:10.3", on: away) == .claimed && host.status("81:00.0", on: away) == .unclaimable)
        try host.shard.step(
            move.tell(.source, .queued, record: .accepted), move.tell(.source, .preparing), move.tell(.source, .running)
        )
        #expect(try host.free(1, scope: .allocated).count == 2)
        #expect(host.gpus == [1, 1, 1])
        #expect(try host.allocate(1, on: away) == ["05:00.0", "81:10.3"])
        try host.shard.step(move.tell(.source, .completed), move.finish())
        #expect(held(host, on: away) == ["instance 05:00.0 81:10.3"] && held(host).isEmpty)
        #expect(host.status("81:00.0", on: away) == .unavailable)
        host.checkHolders()
        try host.restart()
    }

    @Test("A live migration that is rolled back frees what the destination claimed", arguments: [true, false])
    func rollback(freesFirst: Bool) throws {
        var host = try host()
        let move = Move(.liveMigration, of: Self.instance)
        try host.shard.step(move.claim())
        _ = try host.take(1, migration: move.uuid, node: Fixture.away, Self.port)
        if freesFirst { #expect(try host.free(1, scope: .claimed, on: Fixture.away).count == 1) }
        try host.shard.step(move.abort(.destination, .failed))
        #expect(held(host, on: Fixture.away).isEmpty && held(host) == ["instance 05:00.0 81:10.3"])
        #expect(host.free("1515", at: ["81:00.0"], on: Fixture.away) == [4])
        host.checkHolders()
    }

    @Test("A live migration's claim is refused when the destination has no such devices (scenario 17)")
    func tested() throws {
        var host = try host()
        _ = try host.claim(DeviceShard.instance(2, [Ask.gpu(3)]), on: Fixture.away)
        let refusal = try host.shard.refusal(Move(.liveMigration, of: Self.instance).claim())
        #expect(refusal.shortfalls.first?.reason == "PCI_NO_FIT")
        #expect(held(host, on: Fixture.away).count == 1)
    }

    @Test("A request of a move's devices names the move, and a request is answered once")
    func preconditions() throws {
        var host = try host()
        func command(_ number: Int, migration: String, _ request: PCIRequest) -> Command {
            .claimDevices(
                ClaimDevices(
                    node: Fixture.node, instanceUUID: Fixture.uuid(number), requests: [request],
                    migrationUUID: migration))
        }
        #expect(try host.shard.refusal(command(1, migration: "other", Ask.gpu(1))).reason == "NO_CLAIM_FOR_DEVICES")
        #expect(try host.shard.refusal(command(1, migration: "", Self.port)).reason == "REQUEST_ANSWERED")
        #expect(try host.shard.refusal(command(9, migration: "", Ask.gpu(1))).reason == "INSTANCE_NOT_FOUND")
        // Freed, it can be asked for anew: a port that is detached and attached.
        #expect(try host.free(1, "81:10.3").count == 1)
        #expect(host.shard.state.grants(on: Fixture.node).flatMap(\.pciRequests).map(\.aliasName) == ["gpu"])
        #expect(try host.take(1, Self.port) == ["81:10.3"])
    }

    @Test("A device that a grant got later says by which request and when; one of the claim says neither")
    func takenLater() throws {
        var host = try DeviceShard()
        _ = try host.claim(1, Ask.gpu(1))
        host.shard.now = host.shard.now.advanced(byNanoseconds: 1)
        #expect(try host.take(1, Ask.function(1, id: Fixture.uuid(72))) == ["81:10.3"])
        let grant = host.shard.state.grants(on: Fixture.node)[0]
        #expect(grant.pciDevices.map(\.claimRequestID.isEmpty) == [true, false])
        #expect(grant.pciDevices.last?.claimRequestID != grant.claimRequestID)
        let time = try #require(grant.pciDevices.last?.claimTime)
        #expect(grant.pciDevices.first?.claimTime == nil && time >= grant.createTime)
        try host.allocate(1)
        #expect(host.device("81:10.3")?.claimTime == time)
        #expect(try host.free(1, "81:10.3").map(\.claimTime) == [nil])
        #expect(host.device("81:10.3")?.claimRequestID == "")
    }

    @Test("Shelving frees the devices, unshelving takes some anew, and removing a node forgets all")
    func shelved() throws {
        var host = try host()
        var shelved = Self.instance
        shelved.vmState = .shelvedOffloaded
        try host.shard.update(shelved)
        #expect(host.gpus == [1, 1, 1] && host.functions == [4, 4])
        shelved.taskState = .spawning
        _ = try host.claim(2, Ask.gpu(1))
        #expect(try host.claim(shelved) == ["06:00.0", "81:10.3"])
        let removal = RemoveNode(node: Fixture.node, isForced: true)
        _ = try host.shard.run(.removeNode(removal)).get()
        try host.report(SpecHost.devices)
        #expect(host.gpus == [1, 1, 1] && host.functions == [4, 4])
    }
}

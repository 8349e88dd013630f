import Testing

@testable import Tracker

/// Devices in use that are no longer reported, in audits, and those of a node that changes its address.
@Suite("Lost devices, and nodes that move with theirs")
struct LostDeviceTests {
    private typealias R = RecordedDevices
    private static let there = NodeIdentifier(host: "there", name: "N")

    @Test("A device in use that is gone from the report is told by every audit until it is back or let go of")
    func lost() throws {
        var host = try DeviceShard()
        _ = try host.claim(1, Ask.gpu(1), Ask.card(1))
        #expect(try host.audit([R.listed(1)]).isEmpty)
        try host.report(SpecHost.devices.filter { $0.address != "0000:81:00.0" && $0.address != "0000:05:00.0" })
        for _ in 1...2 {
            let drifts = try host.audit([R.listed(1)])
            #expect(drifts.lostDevices == ["05:00.0", "81:00.0"] && drifts.count == 2)
            #expect(drifts.allSatisfy { $0.message.contains(Fixture.uuid(1)) })
            #expect(host.holdings() == ["1 05:00.0 81:00.0"] && host.status("81:10.0") == .unavailable)
            try host.restart()
        }
        // Back in the report of the audit itself, it is not lost.
        let back = host.inventory(SpecHost.devices.filter { $0.address != "0000:05:00.0" })
        #expect(try host.audit([R.listed(1)]) { $0.inventory = back }.lostDevices == ["05:00.0"])
        try host.free(1)
        #expect(try host.audit([R.listed(1)]).lostDevices == [])
        #expect(host.status("05:00.0") == nil && host.status("81:00.0") == .available)
    }

    @Test("A device in use that no device spec matches any more is told, a free one is not")
    func withdrawn() throws {
        var host = try DeviceShard()
        _ = try host.claim(1, Ask.gpu(1), Ask.function(1))
        let specs = [DeviceSpec(vendorID: "8086")]
        host.shard.policy.devices.specs = specs
        host.shard.state = try State(loading: host.shard.state.allEntities(), deviceSpecs: specs)
        #expect(try host.audit([R.listed(1)]).lostDevices == ["05:00.0"])
    }

    /// A node with instance 1 (a GPU in use, a function taken), 2 (a card), and 3, which is moving in from elsewhere.
    private func host() throws -> DeviceShard {
        var host = try DeviceShard()
        try host.report(SpecHost.devices, on: Fixture.away, number: 1)
        #expect(try host.claim(1, Ask.gpu(1, id: Fixture.uuid(61))) == ["05:00.0"])
        #expect(try host.take(1, Ask.function(1, id: Fixture.uuid(62))) == ["81:10.3"])
        #expect(try host.claim(2, Ask.card(1)) == ["82:00.0"])
        let moving = DeviceShard.instance(3, [Ask.request(1, [Ask.gpuSpec], port: "port")])
        #expect(try host.claim(moving, on: Fixture.away) == ["05:00.0"])
        try host.shard.step(Move(.coldMigration, of: moving, from: Fixture.away, to: Fixture.node).claim())
        #expect(host.holdings() == ["1 05:00.0 81:10.3", "2 82:00.0", "3 move_new 06:00.0"])
        return host
    }

    /// The node is reported under another host.
    private func takeOver(
        _ host: inout DeviceShard, _ instances: [Instance], recorded: [Grant] = [],
        devices: [PCIDevice] = SpecHost.devices
    ) throws -> [Drift] {
        let inventory = host.inventory(devices)
        let drifts = try host.audit(instances, recorded: recorded, on: Self.there) { command in
            command.nodeUUID = Fixture.nodeUUID
            command.inventory = inventory
        }
        #expect(drifts.contains { $0.kind == .nodeIdentity && $0.isRepaired })
        #expect(host.shard.state.node(Fixture.node) == nil && host.holdings() == [])
        #expect(DeviceJudgement.problems(of: host.shard.state, on: Self.there) == [])
        return drifts
    }

    @Test("What instances have goes with the node, as it was, whatever the database has recorded")
    func takenOver() throws {
        var host = try host()
        let listed = [1, 2].map { R.listed($0, on: Self.there) }
        let recorded = [R.grant(1, ["07:00.0"], on: Self.there), R.grant(2, ["05:00.0"], on: Self.there)]
        let drifts = try takeOver(&host, listed, recorded: recorded)
        #expect(drifts.refusedDevices == [] && drifts.lostDevices == [])
        // The side of a move that was under way is gone with the earlier address.
        #expect(host.holdings(on: Self.there) == ["1 05:00.0 81:10.3", "2 82:00.0"])
        for _ in 1...2 {
            #expect(host.status("05:00.0", on: Self.there) == .allocated)
            #expect(host.status("81:10.3", on: Self.there) == .claimed)
            #expect(host.device("05:00.0", on: Self.there)?.requestID == Fixture.uuid(61))
            #expect(host.device("81:10.3", on: Self.there)?.requestID == Fixture.uuid(62))
            #expect(host.free("1db6", at: ["05:00.0", "06:00.0", "07:00.0"], on: Self.there) == [0, 1, 1])
            #expect(host.free("1515", at: ["81:00.0", "82:00.0"], on: Self.there) == [3, 0])
            try host.restart()
        }
        #expect(host.holdings(on: Fixture.away) == ["3 05:00.0"])
        #expect(try host.audit(listed, on: Self.there).isEmpty)
        #expect(try host.allocate(1, on: Self.there) == ["81:10.3"])
    }

    @Test("An instance that is not listed at the new address lets go of its devices, and another may have them")
    func leftOut() throws {
        var host = try host()
        let listed = [1, 4].map { R.listed($0, on: Self.there) }
        let recorded = [R.grant(4, ["82:00.0", "05:00.0", "06:00.0"], on: Self.there)]
        #expect(try takeOver(&host, listed, recorded: recorded).refusedDevices == ["4 05:00.0"])
        #expect(host.holdings(on: Self.there) == ["1 05:00.0 81:10.3", "4 82:00.0 06:00.0"])
    }

    @Test("A device in use that is not reported at the new address is kept, and told")
    func lostOnTheWay() throws {
        var host = try host()
        let devices = SpecHost.devices.filter { $0.address != "0000:82:00.0" }
        let drifts = try takeOver(&host, [1, 2].map { R.listed($0, on: Self.there) }, devices: devices)
        #expect(drifts.lostDevices == ["82:00.0"])
        #expect(host.holdings(on: Self.there) == ["1 05:00.0 81:10.3", "2 82:00.0"])
        #expect(host.status("82:10.0", on: Self.there) == .unavailable)
    }

    @Test("A removed node forgets who had what; an audit that makes it anew takes in what is recorded")
    func removed() throws {
        var host = try host()
        let removal = Command.removeNode(RemoveNode(node: Fixture.node))
        #expect(try host.shard.refusal(removal).reason == "NODE_IN_USE")
        _ = try host.shard.run(.removeNode(RemoveNode(node: Fixture.node, isForced: true))).get()
        #expect(host.holdings() == [] && host.holdings(on: Fixture.away) == ["3 05:00.0"])
        let inventory = host.inventory(SpecHost.devices)
        let drifts = try host.audit([R.listed(1)], recorded: [R.grant(1, ["05:00.0"])]) { command in
            command.nodeUUID = Fixture.nodeUUID
            command.inventory = inventory
        }
        #expect(drifts.map(\.kind) == [.unknownInstance] && host.holdings() == ["1 05:00.0"])
        #expect(host.gpus == [0, 1, 1] && host.cards == [1, 1])
    }
}

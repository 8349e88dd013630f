import Testing

@testable import Tracker

/// Rows 46 to 58 of the scenarios (PCI, 12): statuses, and reports while devices are in use.
@Suite("Device scenarios: statuses and reports")
struct LifeRowTests {
    /// One card with functions.
    static func card(_ functions: Int, numaNode: Int32? = 0) -> [PCIDevice] {
        Array(SpecHost.card("81", numaNode: numaNode).prefix(1 + functions))
    }

    @Test("Row 46: available, claimed, allocated, available")
    func row46() throws {
        var host = try DeviceShard()
        let pools = host.pools()
        #expect(host.status("05:00.0") == .available)
        #expect(try host.take(1, Ask.gpu(1)) == ["05:00.0"])
        #expect(host.status("05:00.0") == .claimed && host.device("05:00.0")?.instanceUUID == Fixture.uuid(1))
        #expect(try host.allocate(1) == ["05:00.0"])
        #expect(host.status("05:00.0") == .allocated)
        #expect(try host.allocate(1) == [])
        #expect(try host.free(1).map(\.status) == [.available])
        #expect(host.pools() == pools && host.device("05:00.0")?.requestID == "")
    }

    @Test("Row 47: a card that was claimed only is free again with its functions")
    func row47() throws {
        var host = try DeviceShard()
        _ = try host.take(1, Ask.card(1))
        #expect(try host.free(1, scope: .allocated).isEmpty)
        #expect(try host.free(1, scope: .claimed).count == 1)
        #expect(host.cards == [1, 1] && host.functions == [4, 4])
    }

    @Test("Row 48: a card is blocked until its last function is free, by what is in use")
    func row48() throws {
        var host = try DeviceShard()
        _ = try host.take(1, Ask.function(2))
        #expect(host.status("81:00.0") == .unclaimable)
        try host.allocate(1)
        #expect(host.status("81:00.0") == .unavailable)
        try host.free(1, "81:10.3")
        #expect(host.status("81:00.0") == .unavailable && host.functions == [3, 4])
        try host.free(1, "81:10.2")
        #expect(host.status("81:00.0") == .available && host.functions == [4, 4] && host.cards == [1, 1])
    }

    @Test("Row 49: nobody frees a device of another one")
    func row49() throws {
        var host = try DeviceShard()
        _ = try host.take(1, Ask.gpu(1))
        _ = try host.claim(2)
        #expect(try host.free(2, "05:00.0").isEmpty)
        #expect(try host.free(3, "05:00.0").isEmpty)
        #expect(host.device("05:00.0")?.instanceUUID == Fixture.uuid(1))
    }

    @Test("Row 50: an audit keeps what a move has, and frees what nobody listed has")
    func row50() throws {
        var host = try DeviceShard()
        try host.report(SpecHost.devices, on: Fixture.away, number: 1)
        let moving = DeviceShard.instance(1, [Ask.request(1, [Ask.gpuSpec], port: "port")])
        _ = try host.claim(moving)
        _ = try host.claim(2, Ask.gpu(1))
        let move = Move(.coldMigration, of: moving)
        host.shard.now = host.shard.now.advanced(byNanoseconds: 10_000_000_000_000)
        _ = try host.shard.run(move.claim()).get()
        #expect(host.status("05:00.0", on: Fixture.away) == .allocated)
        var listed = moving
        (listed.host, listed.node) = (Fixture.node.host, Fixture.node.name)
        let audit = AuditNode(node: Fixture.node, instances: [listed], migrations: [move.report(.preMigrating)])
        host.shard.now = host.shard.now.advanced(byNanoseconds: 10_000_000_000_000)
        guard case .nodeAudited(_, let drifts, _) = try host.shard.run(.auditNode(audit)).get() else {
            throw Unexpected.answer
        }
        #expect(host.status("05:00.0") == .allocated && host.status("06:00.0") == .available)
        #expect(drifts.contains { $0.kind == .orphanedDevice && $0.subject == "0000:06:00.0" })
        host.checkHolders()
    }

    private func without(_ places: String...) -> [PCIDevice] {
        SpecHost.devices.filter { device in !places.contains { device.address == "0000:" + $0 } }
    }

    @Test("Row 51: a device in use that is not reported stays until it is freed")
    func row51() throws {
        var host = try DeviceShard()
        _ = try host.claim(1, Ask.gpu(1))
        try host.report(without("05:00.0"))
        #expect(host.status("05:00.0") == .allocated && host.device("05:00.0")?.removeWhenFreed == true)
        try host.restart()
        #expect(host.device("05:00.0")?.removeWhenFreed == true)
        #expect(try host.free(1).map(\.status) == [.removed])
        #expect(host.gpus == [0, 1, 1] && host.status("05:00.0") == nil)
    }

    @Test("Row 52: one that is reported again in time stays")
    func row52() throws {
        var host = try DeviceShard()
        _ = try host.claim(1, Ask.gpu(1))
        try host.report(without("05:00.0"))
        try host.report(SpecHost.devices)
        #expect(host.device("05:00.0")?.removeWhenFreed == false)
        #expect(try host.free(1).map(\.status) == [.available])
        #expect(host.gpus == [1, 1, 1])
    }

    @Test("Row 53: a function that is gone leaves its card in its pool")
    func row53() throws {
        var host = try DeviceShard(Self.card(1))
        _ = try host.claim(1, Ask.function(1))
        try host.report(Self.card(0))
        #expect(host.status("81:00.0") == .unavailable && host.status("81:10.0") == .allocated)
        try host.free(1)
        #expect(host.status("81:10.0") == nil && host.status("81:00.0") == .available && host.cards == [1, 0])
    }

    @Test("Row 54: a card that is gone leaves its function in its pool")
    func row54() throws {
        var host = try DeviceShard(Self.card(1))
        _ = try host.claim(1, Ask.card(1))
        try host.report(Array(Self.card(1).dropFirst()))
        #expect(host.status("81:10.0") == .unavailable)
        try host.free(1)
        #expect(host.status("81:00.0") == nil && host.status("81:10.0") == .available && host.functions == [1, 0])
    }

    @Test("Row 55: functions vanish with their card in use, and come back as new ones")
    func row55() throws {
        var host = try DeviceShard(Self.card(1))
        _ = try host.claim(1, Ask.card(1))
        try host.report(Self.card(0))
        #expect(host.status("81:10.0") == nil)
        try host.free(1)
        #expect(host.status("81:00.0") == .available)
        try host.report(Self.card(1))
        #expect(host.status("81:10.0") == .available && host.functions == [1, 0])
    }

    @Test("Row 56: what changes of a device in use counts once it is free")
    func row56() throws {
        var host = try DeviceShard()
        _ = try host.claim(1, Ask.gpu(1))
        var devices = SpecHost.devices
        devices[0].productID = "9999"
        devices[0].numaNode = 1
        try host.report(devices)
        #expect(host.device("05:00.0")?.productID == "1db6" && host.device("05:00.0")?.numaNode == 0)
        try host.restart()
        #expect(try host.free(1).map(\.productID) == ["9999"])
        #expect(host.free("9999", at: ["05:00.0"]) == [1] && host.gpus == [0, 1, 1])
        #expect(host.pools().first { $0.keys["product_id"] == "9999" }?.keys["numa_node"] == "1")
    }

    @Test("Row 57: a new function of a card in use is blocked from the start")
    func row57() throws {
        var host = try DeviceShard(Self.card(0))
        _ = try host.claim(1, Ask.card(1))
        try host.report(Self.card(1))
        #expect(host.status("81:10.0") == .unavailable && host.pools().isEmpty)
        #expect(try host.claim(2, Ask.function(1)) == nil)
    }

    @Test("Row 58: a new card above a function in use is blocked from the start")
    func row58() throws {
        var host = try DeviceShard(Array(Self.card(1).dropFirst()))
        _ = try host.claim(1, Ask.function(1))
        try host.report(Self.card(1))
        #expect(host.status("81:00.0") == .unavailable && host.pools().isEmpty)
        #expect(try host.claim(2, Ask.card(1)) == nil)
    }
}

import Testing

@testable import Tracker

/// Rows 59 to 68 of the scenarios (PCI, 12): free devices that change, refusals, restarts.
@Suite("Device scenarios: drift and refusals")
struct DriftRowTests {
    @Test("Row 59: a device that becomes a physical function is in another pool")
    func row59() throws {
        var host = try DeviceShard()
        var devices = SpecHost.devices
        devices[0].type = .physicalFunction
        try host.report(devices)
        let pool = host.pools().first { $0.keys["address"] == "0000:05:00.0" }
        #expect(pool?.keys["dev_type"] == "type-PF" && pool?.keys["remote_managed"] == "false")
        #expect(host.pools().count == 7)
    }

    @Test("Row 60: a free device that comes near another cell is in that cell's pool, then gone")
    func row60() throws {
        var host = try DeviceShard()
        var devices = SpecHost.devices
        devices[0].numaNode = 1
        try host.report(devices)
        #expect(host.pools().first { $0.keys["address"] == "0000:05:00.0" }?.keys["numa_node"] == "1")
        try host.report(Array(devices.dropFirst()))
        #expect(host.gpus == [0, 1, 1] && host.status("05:00.0") == nil)
    }

    @Test("Row 61: a refusal of the second request leaves the card of the first in its pool")
    func row61() throws {
        var host = try DeviceShard()
        let missing = Ask.request(1, [["vendor_id": "dead"]])
        #expect(try host.claim(1, Ask.function(1), missing) == nil)
        #expect(host.cards == [1, 1] && host.functions == [4, 4])
        #expect(try host.take(1, Ask.function(1), missing) == nil)
        #expect(host.cards == [1, 1] && host.functions == [4, 4])
    }

    @Test("Row 62: a second claim adds; all is free once the instance is gone")
    func row62() throws {
        var host = try DeviceShard()
        _ = try host.take(1, Ask.function(1, alias: "a"))
        _ = try host.take(1, Ask.function(1, alias: "b"))
        #expect(host.functions == [2, 4])
        host.shard.now = host.shard.now.advanced(byNanoseconds: 10_000_000_000_000)
        _ = try host.shard.run(.auditNode(AuditNode(node: Fixture.node))).get()
        #expect(host.functions == [4, 4] && host.cards == [1, 1])
    }

    @Test("Row 63: a device whose domain has 32 bits is passed over, the others count")
    func row63() throws {
        let host = try DeviceShard(SpecHost.devices + [SpecHost.gpu("10000:01:00.0", numaNode: 0)])
        #expect(host.pools().reduce(0) { $0 + $1.count } == 13)
    }

    @Test("Row 64: what a record says of a device that nobody has does not count")
    func row64() throws {
        var devices = LifeRowTests.card(1)
        devices[1].status = .unavailable
        var host = try DeviceShard(devices)
        #expect(host.status("81:10.0") == .available)
        #expect(try host.take(1, Ask.card(1)) == ["81:00.0"])
        #expect(host.status("81:10.0") == .unclaimable)
        try host.free(1)
        #expect(host.status("81:00.0") == .available && host.status("81:10.0") == .available)
    }

    @Test("Row 65: without specs nothing is tracked, and nothing is given")
    func row65() throws {
        var host = try DeviceShard(specs: [])
        #expect(try host.claim(1, Ask.function(1)) == nil)
        #expect(try host.take(2, Ask.function(1)) == nil)
    }

    @Test("Row 66: a tag that is taken out of the spec is gone from device and pool")
    func row66() throws {
        var host = try DeviceShard(specs: [DeviceSpec(tags: ["live_migratable": "true"])])
        #expect(host.device("05:00.0")?.extra["live_migratable"] == "true")
        #expect(host.pools().allSatisfy { $0.keys["live_migratable"] == "true" })
        // What is sent back as reported has the key still.
        let tagged = host.shard.state.node(Fixture.node)?.inventory.pciDevices ?? []
        try host.restart(specs: [DeviceSpec()])
        #expect(host.device("05:00.0")?.extra["live_migratable"] == nil)
        try host.report(tagged)
        #expect(host.device("05:00.0")?.extra["live_migratable"] == nil)
        #expect(host.pools().allSatisfy { $0.keys["live_migratable"] == nil })
    }

    @Test("Row 67: after a restart the holders are the same, and so is what they block")
    func row67() throws {
        var host = try DeviceShard()
        _ = try host.take(1, Ask.card(1))
        let (pools, usage) = (host.pools(), host.shard.state.usage(of: Fixture.node))
        try host.restart()
        #expect(host.pools() == pools && host.shard.state.usage(of: Fixture.node) == usage)
        #expect(host.status("81:00.0") == .claimed && host.status("81:10.0") == .unclaimable)
        try host.allocate(1)
        #expect(host.status("81:10.0") == .unavailable)
    }

    @Test("Row 68: a card is never given with its own functions")
    func row68() throws {
        var host = try DeviceShard(LifeRowTests.card(4))
        #expect(try host.claim(1, Ask.request(3, [Ask.cardSpec, Ask.functionSpec])) == nil)
        #expect(host.cards == [1, 0] && host.functions == [4, 0])
    }
}

import Testing

@testable import Tracker

/// Device specs that have changed since the devices were reported count from the start of the worker on.
@Suite("Changed device specs")
struct ChangedSpecTests {
    /// The shard started anew with other specs.
    private func restarted(_ host: DeviceShard, _ specs: [DeviceSpec]) throws -> DeviceShard {
        var next = host
        next.shard.policy.devices.specs = specs
        next.shard.state = try State(loading: host.shard.state.allEntities(), deviceSpecs: specs)
        #expect(violations(of: next.shard.state) == [])
        return next
    }

    @Test("What no spec matches any more is not given away, and stays with who has it")
    func withdrawn() throws {
        var host = try DeviceShard()
        #expect(try host.claim(1, Ask.gpu(1)) == ["05:00.0"])
        var next = try restarted(host, [DeviceSpec(vendorID: "8086")])
        #expect(next.shard.state.nodesTrackedAnew() == [Fixture.node])
        #expect(try next.claim(2, Ask.gpu(1)) == nil)
        #expect(next.device("05:00.0")?.removeWhenFreed == true && next.device("06:00.0") == nil)
        try next.free(1)
        #expect(try next.claim(2, Ask.gpu(1)) == nil && next.device("05:00.0") == nil)
        #expect(try next.claim(2, Ask.function(1)) == ["81:10.3"])
        next.checkHolders()
        // The next report says the same.
        let published = next.shard.state.node(Fixture.node)?.inventory.pciDevices
        try next.report(SpecHost.devices)
        #expect(next.shard.state.node(Fixture.node)?.inventory.pciDevices == published)
        #expect(next.shard.state.nodesTrackedAnew() == [])
    }

    @Test("Without specs nothing is given away (row 65)")
    func none() throws {
        var next = try restarted(try DeviceShard(), [])
        #expect(try next.claim(1, Ask.function(1)) == nil && next.pools().isEmpty)
        #expect(next.shard.state.node(Fixture.node)?.inventory.pciDevices == [])
    }

    @Test("Tags count at once, and a restart with the same specs changes nothing")
    func tags() throws {
        let host = try DeviceShard()
        let tagged = [DeviceSpec(tags: ["physical_network": "p1"])]
        var next = try restarted(host, tagged)
        #expect(next.pools().allSatisfy { $0.keys["physical_network"] == "p1" })
        let pools = next.pools()
        try next.report(SpecHost.devices)
        #expect(next.pools() == pools)
        let same = try restarted(next, tagged)
        #expect(same.shard.state.nodesTrackedAnew() == [] && same.pools() == pools)
    }

    @Test("A tag without a value is a key: such pools come after those without it")
    func absentTag() throws {
        let card = DeviceAddressPattern.glob(domain: "0000", bus: "81", slot: "00", function: "0")
        var host = try DeviceShard(
            specs: [DeviceSpec(address: card, absentTags: ["physical_network"]), DeviceSpec()])
        #expect(host.pools().last?.absentKeys == ["physical_network"])
        #expect(host.pools().last?.keys["physical_network"] == nil)
        #expect(try host.claim(1, Ask.function(5)) == ["82:10.3", "82:10.2", "82:10.1", "82:10.0", "81:10.3"])
    }

    @Test("An interface without a name is no key of a pool")
    func unnamedInterface() {
        var device = SpecHost.devices[0]
        let keys = PoolKeys(device)
        device.extra[DeviceExtra.parentInterface] = ""
        #expect(PoolKeys(device) == keys)
        device.extra[DeviceExtra.parentInterface] = "ens1"
        #expect(PoolKeys(device).keys["parent_ifname"] == "ens1")
    }

    @Test("What was tracked is tracked again by the same specs, whatever was left out")
    func idempotent() {
        let forms: [DeviceSpec] = [
            DeviceSpec(), DeviceSpec(vendorID: "8086", productID: "1515"),
            DeviceSpec(address: .glob(domain: "0000", bus: "81", slot: "00", function: "0")),
            DeviceSpec(address: .expression(domain: ".*", bus: "8", slot: "1", function: "[0-2]")),
        ]
        for spec in forms {
            let tracked = DeviceTracking.tracked(SpecHost.devices, [spec])
            #expect(!tracked.isEmpty && DeviceTracking.tracked(tracked, [spec]) == tracked)
        }
    }
}

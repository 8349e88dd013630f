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

    /// Virtual functions that do not name their physical function's interface, and a spec that does.
    private static let behindInterface: (devices: [PCIDevice], spec: DeviceSpec) = {
        var devices = SpecHost.devices
        devices[3].extra[DeviceExtra.interface] = "ens1f0"
        return (
            devices,
            DeviceSpec(
                productID: "1515", address: .interface("ens1f0"), tags: ["physical_network": "physnet1"])
        )
    }()

    @Test("Functions of a physical function that is not tracked itself stay, whatever is loaded, audited or reported")
    func untrackedParent() throws {
        let (devices, spec) = Self.behindInterface
        // The second spec would take the functions, if the first one did not.
        let specs = [spec, DeviceSpec(productID: "1515", tags: ["physical_network": "physnet2"])]
        for specs in [Array(specs.prefix(1)), specs] {
            var host = try DeviceShard(devices, specs: specs)
            let pools = host.pools()
            #expect(host.device("81:00.0") == nil && host.device("81:10.0")?.tags == spec.tags)
            try host.restart()
            #expect(host.pools() == pools && host.shard.state.nodesTrackedAnew() == [])
            let audit = AuditNode(node: Fixture.node, nodeUUID: Fixture.nodeUUID)
            _ = try host.shard.run(.auditNode(audit)).get()
            #expect(host.pools() == pools)
            try host.report(devices.shuffled())
            #expect(host.pools() == pools)
            #expect(try host.claim(1, Ask.port("physnet1", type: "type-VF")) == ["81:10.3"])
        }
    }

    @Test("Specs that change count for such functions as well: the first that matches decides")
    func changedForUntrackedParent() throws {
        let (devices, spec) = Self.behindInterface
        let host = try DeviceShard(devices, specs: [DeviceSpec(productID: "1515")])
        let next = try restarted(host, [spec])
        #expect(
            next.shard.state.node(Fixture.node)?.inventory.pciDevices.map(\.address) == [
                "0000:81:10.0", "0000:81:10.1", "0000:81:10.2", "0000:81:10.3",
            ])
    }

    @Test("A physical function is known by functions that are not tracked, and is not managed from the far side")
    func untrackedFunctions() throws {
        var devices = SpecHost.smartCard
        devices[0].type = .standard
        let specs = [
            DeviceSpec(vendorID: "15b3", productID: "a2d6", tags: [DeviceTag.remoteManaged: "true"]),
            DeviceSpec(vendorID: "15b3", productID: "a2d6", tags: ["physical_network": "p"]),
        ]
        var host = try DeviceShard(devices, specs: specs)
        #expect(host.device("83:00.0")?.tags == specs[1].tags)
        try host.restart()
        #expect(host.device("83:00.0")?.tags == specs[1].tags)
    }

    @Test("What was tracked is tracked again by the same specs, with what was kept of the others, and only with that")
    func idempotent() {
        let (devices, behind) = Self.behindInterface
        var reported = devices + SpecHost.smartCard
        // The name of the second card's interface is known from a function only, which is not tracked with the card.
        reported[reported.count - 5].extra[DeviceExtra.parentInterface] = "ens2"
        let forms: [[DeviceSpec]] = [
            [DeviceSpec()], [DeviceSpec(vendorID: "8086", productID: "1515")], [behind],
            [behind, DeviceSpec(productID: "1515")],
            [DeviceSpec(address: .glob(domain: "0000", bus: "81", slot: "00", function: "0"))],
            [DeviceSpec(address: .expression(domain: ".*", bus: "8", slot: "1", function: "[0-2]"))],
            [DeviceSpec(tags: [DeviceTag.remoteManaged: "true"])],
            [DeviceSpec(vendorID: "10de")],
            [DeviceSpec(productID: "1528", address: .interface("ens2"))],
        ]
        for specs in forms {
            let chosen = DeviceTracking(of: reported, specs)
            let again = DeviceTracking(of: chosen.tracked + chosen.relatives, specs)
            #expect(!chosen.tracked.isEmpty)
            #expect(again.tracked == chosen.tracked && again.relatives == chosen.relatives, "\(specs)")
        }
        #expect(DeviceTracking(of: reported, forms[0]).relatives == [])
        #expect(DeviceTracking(of: reported, forms[7]).relatives == [], "other cards are not kept")
        #expect(DeviceTracking(of: reported, forms[2]).relatives.map(\.address) == ["0000:81:00.0"])
    }
}

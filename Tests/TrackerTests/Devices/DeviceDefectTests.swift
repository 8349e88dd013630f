import Testing

@testable import Tracker

/// The defects of section 13 (PCI), each with the test that fails in a tracker that has it.
///
/// | defect | where |
/// |---|---|
/// | D1 | `DriftRowTests` row 61 |
/// | D2 | `refusedTogether` here |
/// | D3 | `ChoiceRowTests` row 12, and every claim of a `DeviceShard` is checked first |
/// | D4 | cannot be: a device has no number from a store; `firstSave` here frees before anything is loaded |
/// | D5 | `DriftRowTests` row 62, `MoveDeviceTests` live migration |
/// | D6, H10 | `oneList` here |
/// | D7 | `DriftRowTests` row 68 |
/// | D8 | `SpecRowTests` row 45 |
/// | D9 | `DeviceRequestsTests.given`, `counts` here |
/// | D10, H7 | `DriftRowTests` rows 59 and 60 |
/// | D11 | `LifeRowTests` rows 57 and 58 |
/// | D12 | `otherHolder` here |
/// | D13 | `LifeRowTests` rows 53 and 54 |
/// | D14 | `LifeRowTests` rows 51 and 56, which restart |
/// | D15 | `LifeRowTests` row 52 |
/// | D16 | every row that reports twice |
/// | D17 | `NearnessRowTests` row 25 |
/// | D18 | `DriftRowTests` row 65 |
/// | D19 | the settings' tests |
/// | D20 | `DeviceTrackingTests.numbers` |
/// | H1 | `manyRemoved` here |
/// | H2 | `oneProvider` here |
/// | H3 | `SpecRowTests` row 41 |
/// | H4 | `refused` here: the refusal is of the whole claim |
/// | H5 | `mistypedSpec` here |
/// | H6 | `DriftRowTests` row 63 |
/// | H8, H9 | `LifeRowTests` row 48 |
/// | H11 | `DriftRowTests` row 64; a blocked state is never stored |
/// | H12 | `MoveDeviceTests.aborted`, `buildFailed` here |
@Suite("Device defects")
struct DeviceDefectTests {
    @Test("D2, H4: a claim whose last request cannot be served takes nothing, devices and amounts alike")
    func refusedTogether() throws {
        var host = try DeviceShard()
        let usage = host.shard.usage
        #expect(try host.claim(1, Ask.gpu(2), Ask.card(1), Ask.function(5)) == nil)
        #expect(host.shard.usage == usage && host.shard.state.grants(on: Fixture.node).isEmpty)
        #expect(host.gpus == [1, 1, 1] && host.cards == [1, 1] && host.functions == [4, 4])
    }

    @Test("D4: a function is freed in the same moment in which it was first seen")
    func firstSave() throws {
        var host = try DeviceShard()
        _ = try host.take(1, Ask.function(1))
        #expect(try host.free(1).map(\.status) == [.available])
        #expect(host.cards == [1, 1])
    }

    @Test("D6, H10: what one device is freed of stands in no list any more")
    func oneList() throws {
        var host = try DeviceShard()
        _ = try host.claim(1, Ask.gpu(2))
        try host.free(1, "05:00.0")
        #expect(SpecHost.places(host.shard.state.grants(on: Fixture.node)[0].pciDevices) == ["06:00.0"])
        #expect(try host.claim(2, Ask.gpu(1)) == ["05:00.0"])
        #expect(try host.free(1, "05:00.0").isEmpty)
        #expect(try host.free(1).map(\.address) == ["0000:06:00.0"])
        #expect(host.device("05:00.0")?.instanceUUID == Fixture.uuid(2))
    }

    @Test("D9: a count that is no count is refused, in a claim and on its own", arguments: [0, -1, 65_536])
    func counts(count: Int32) throws {
        var host = try DeviceShard()
        let pools = host.pools()
        let claim = ClaimInstance(node: Fixture.node, instance: DeviceShard.instance(1, [Ask.gpu(count)]))
        #expect(try host.shard.refusal(.claimInstance(claim)).code == .invalidArgument)
        _ = try host.claim(2)
        let own = ClaimDevices(node: Fixture.node, instanceUUID: Fixture.uuid(2), requests: [Ask.gpu(count)])
        #expect(try host.shard.refusal(.claimDevices(own)).violations.map(\.field) == ["requests[0].count"])
        #expect(host.pools() == pools)
    }

    @Test("D12: a card that is freed leaves a function that somebody else has with its holder")
    func otherHolder() throws {
        var host = try DeviceShard(LifeRowTests.card(0))
        _ = try host.claim(1, Ask.card(1))
        // The function comes from another card first, and is reported below this one later.
        var moved = LifeRowTests.card(1)
        moved[1].parentAddress = "0000:99:00.0"
        try host.report(moved)
        #expect(try host.claim(2, Ask.function(1)) == ["81:10.0"])
        try host.report(LifeRowTests.card(1))
        try host.free(1)
        #expect(host.status("81:10.0") == .allocated && host.status("81:00.0") == .unavailable)
        #expect(host.pools().isEmpty)
        try host.free(2)
        #expect(host.status("81:10.0") == .available && host.status("81:00.0") == .available)
    }

    @Test("H1: all of many devices that are gone are gone at once")
    func manyRemoved() throws {
        var host = try DeviceShard()
        try host.report(Array(SpecHost.devices.prefix(1)))
        #expect(host.shard.state.node(Fixture.node)?.inventory.pciDevices.count == 1)
        #expect(host.pools().count == 1)
    }

    @Test("H2: the provider divides no pool, and one in two pools is refused")
    func oneProvider() throws {
        var devices = LifeRowTests.card(4).filter { $0.type == .virtualFunction }
        for index in devices.indices { devices[index].providerUUID = index == 0 ? "" : "p" }
        var host = try DeviceShard(devices)
        #expect(host.pools().map(\.count) == [4] && host.pools().map(\.providerUUID) == ["p"])
        #expect(host.pools().allSatisfy { $0.keys["rp_uuid"] == nil && $0.keys["provider_uuid"] == nil })
        devices[0].numaNode = 1
        devices[0].providerUUID = "p"
        try host.report(devices)
        #expect(host.pools().count == 2)
        #expect(try host.claim(1, Ask.request(1, [Ask.functionSpec], providers: ["p"])) == nil)
    }

    @Test("H5: a mistyped spec loses no device that is in use")
    func mistypedSpec() throws {
        var host = try DeviceShard()
        _ = try host.claim(1, Ask.gpu(1))
        try host.restart(specs: [DeviceSpec(vendorID: "10ed")])
        try host.report(SpecHost.devices)
        #expect(host.shard.state.node(Fixture.node)?.inventory.pciDevices.map(\.address) == ["0000:05:00.0"])
        try host.restart(specs: [DeviceSpec()])
        try host.report(SpecHost.devices)
        #expect(host.status("05:00.0") == .allocated && host.gpus == [0, 1, 1])
    }

    @Test("H12: a build that fails leaves no device with the instance")
    func buildFailed() throws {
        var host = try DeviceShard()
        let instance = DeviceShard.instance(1, [Ask.function(2)])
        _ = try host.claim(instance)
        #expect(try host.shard.abort(instance))
        #expect(host.functions == [4, 4] && host.cards == [1, 1])
        #expect(host.shard.state.instanceRecord(InstanceIdentifier(host: "H", uuid: Fixture.uuid(1))) == nil)
    }

    @Test("Tags never stand in for what a device says itself")
    func reservedTags() throws {
        let tags = ["numa_node": "7", "dev_type": "type-PF", "colour": "red", "traits": "T", "resource_class": "R"]
        var host = try DeviceShard(specs: [DeviceSpec(tags: tags)])
        let nowhere = host.pools().first { $0.keys["address"] == "0000:07:00.0" }?.keys
        #expect(nowhere?["numa_node"] == nil && nowhere?["dev_type"] == "type-PCI" && nowhere?["colour"] == "red")
        #expect(nowhere?["traits"] == nil && nowhere?["resource_class"] == nil)
        #expect(try host.claim(1, Ask.gpu(1, with: "colour", "RED")) == ["05:00.0"])
    }

    @Test("A key that must be missing is missing, and what Placement alone knows is not looked at")
    func absent() throws {
        var host = try DeviceShard(specs: [
            DeviceSpec(address: .single("0000:05:00.0"), tags: ["physical_network": "net"]), DeviceSpec(),
        ])
        let matches = Ask.gpuSpec.merging(["traits": "T", "resource_class": "R", "rp_uuids": "x"]) { $1 }
        let request = PCIRequest(
            aliasName: "a", count: 1, specs: [PCISpec(matches: matches, absent: ["physical_network"])])
        #expect(try host.claim(1, request) == ["06:00.0"])
    }
}

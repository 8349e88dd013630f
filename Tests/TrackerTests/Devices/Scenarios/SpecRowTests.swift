import Testing

@testable import Tracker

/// Rows 26 to 45 of the scenarios (PCI, 12): device specs, tags, ports and Placement.
@Suite("Device scenarios: specs, ports and Placement")
struct SpecRowTests {
    private static let specs = [
        DeviceSpec(address: .single("0000:81:00.0"), tags: ["physical_network": "physnet1", "trusted": "true"]),
        DeviceSpec(vendorID: "8086", tags: ["physical_network": "physnet2"]),
        DeviceSpec(address: .single("0000:05:00.0"), tags: ["live_migratable": "true"]),
        DeviceSpec(vendorID: "10de", tags: ["live_migratable": "false"]),
    ]

    @Test("Row 26: the address of a card means its functions too")
    func row26() throws {
        let host = try DeviceShard(specs: [DeviceSpec(address: .single("0000:81:00.0"))])
        #expect(host.functions == [4, 0] && host.cards == [1, 0] && host.pools().count == 2)
    }

    @Test("Row 27: a function without its card is used without effect on it")
    func row27() throws {
        var host = try DeviceShard(specs: [DeviceSpec(address: .single("0000:81:10.1"))])
        #expect(try host.claim(1, Ask.function(1)) == ["81:10.1"])
        #expect(host.status("81:00.0") == nil && host.status("81:10.1") == .allocated)
    }

    @Test("Row 28: pools with one key more come last")
    func row28() throws {
        let host = try DeviceShard(specs: Self.specs)
        #expect(host.pools().count == 7)
        #expect(host.pools().map { $0.keys["physical_network"] }.suffix(2) == ["physnet1", "physnet1"])
        #expect(host.pools().prefix(3).map { $0.keys["live_migratable"] } == ["true", "false", "false"])
    }

    @Test("Rows 29 and 30: a port on a network, and one that asks for trust")
    func row29() throws {
        for (trusted, expected) in [(nil, ["81:10.3"]), ("True", ["81:10.3"]), ("False", nil)] as [(String?, [String]?)]
        {
            var host = try DeviceShard(specs: Self.specs)
            #expect(try host.claim(1, Ask.port("physnet1", trusted: trusted)) == expected)
        }
    }

    @Test("Row 31: a port on a network that is not there")
    func row31() throws {
        var host = try DeviceShard(specs: Self.specs)
        #expect(try host.claim(1, Ask.port("physnet9")) == nil)
    }

    @Test("Row 32: a port that asks for the whole card")
    func row32() throws {
        var host = try DeviceShard(specs: Self.specs)
        #expect(try host.claim(1, Ask.port("physnet1", type: "type-PF")) == ["81:00.0"])
        for function in 0..<4 { #expect(host.status("81:10.\(function)") == .unavailable) }
    }

    @Test("Rows 33 and 34: devices that can, and cannot, be migrated live")
    func row33() throws {
        var host = try DeviceShard(specs: Self.specs)
        #expect(try host.claim(1, Ask.gpu(1, with: "live_migratable", "true")) == ["05:00.0"])
        #expect(try host.claim(2, Ask.gpu(1, with: "live_migratable", "true")) == nil)
        #expect(try host.claim(3, Ask.gpu(3, with: "live_migratable", "false")) == nil)
        #expect(try host.claim(3, Ask.gpu(2, with: "live_migratable", "false")) == ["06:00.0", "07:00.0"])
    }

    @Test("Row 35: a device of which nothing is said is not one that cannot")
    func row35() throws {
        var host = try DeviceShard(specs: [DeviceSpec(vendorID: "10de")])
        #expect(try host.claim(1, Ask.gpu(1, with: "live_migratable", "false")) == nil)
    }

    private static let smart = [
        DeviceSpec(vendorID: "15b3", productID: "101e", tags: ["remote_managed": "true"]),
        DeviceSpec(vendorID: "15b3", productID: "a2d6"),
    ]

    @Test("Row 36: remotely managed functions need a serial number")
    func row36() throws {
        let host = try DeviceShard(SpecHost.smartCard, specs: Self.smart)
        let places = host.shard.state.node(Fixture.node)?.inventory.pciDevices ?? []
        #expect(SpecHost.places(places) == ["83:00.0", "83:10.0", "83:10.1"])
    }

    @Test("Row 37: remotely managed devices are not given unasked")
    func row37() throws {
        var host = try DeviceShard(SpecHost.smartCard, specs: Self.smart)
        let spec = ["vendor_id": "15b3", "product_id": "101e"]
        #expect(try host.claim(1, Ask.request(1, [spec])) == nil)
        let asking = spec.merging(["remote_managed": "True"]) { $1 }
        #expect(try host.claim(1, Ask.request(1, [asking])) == ["83:10.1"])
    }

    @Test("Row 38: a plain device says nothing of how it is managed")
    func row38() throws {
        var host = try DeviceShard()
        #expect(try host.claim(1, Ask.gpu(1, with: "remote_managed", "False")) == nil)
    }

    @Test("Row 39: vDPA devices are not given unasked")
    func row39() throws {
        let devices = [
            SpecHost.device("0000:84:00.0", "15b3", "101d", .physicalFunction),
            SpecHost.device("0000:84:10.0", "15b3", "101e", .vdpa, parent: "0000:84:00.0"),
            SpecHost.device("0000:84:10.1", "15b3", "101e", .vdpa, parent: "0000:84:00.0"),
        ]
        var host = try DeviceShard(devices)
        let spec = ["vendor_id": "15b3", "product_id": "101e"]
        #expect(try host.claim(1, Ask.request(1, [spec])) == nil)
        let asking = spec.merging(["dev_type": "vdpa"]) { $1 }
        #expect(try host.take(1, Ask.request(1, [asking])) == ["84:10.1"])
        #expect(host.status("84:00.0") == .unclaimable)
    }

    @Test("Row 40: card and functions with the same numbers: the functions, never the card")
    func row40() throws {
        let devices = [
            SpecHost.device("0000:85:00.0", "1137", "0071", .physicalFunction),
            SpecHost.device("0000:85:10.0", "1137", "0071", .virtualFunction, parent: "0000:85:00.0"),
            SpecHost.device("0000:85:10.1", "1137", "0071", .virtualFunction, parent: "0000:85:00.0"),
        ]
        var host = try DeviceShard(devices)
        let spec = ["vendor_id": "1137", "product_id": "0071"]
        #expect(try host.claim(1, Ask.request(3, [spec])) == nil)
        #expect(try host.claim(1, Ask.request(2, [spec])) == ["85:10.1", "85:10.0"])
    }

    /// The functions of H, with providers for the cards that have one.
    private static func provided(_ providers: [String: String]) -> [PCIDevice] {
        SpecHost.devices.filter { $0.type == .virtualFunction }.map { device in
            var device = device
            device.providerUUID = providers[device.parentAddress] ?? ""
            return device
        }
    }

    private static let both = provided(["0000:81:00.0": "a", "0000:82:00.0": "b"])

    private static func function(_ count: Int32, _ providers: String...) -> PCIRequest {
        Ask.request(count, [Ask.functionSpec], providers: providers)
    }

    @Test("Row 41: as many from each provider as Placement chose")
    func row41() throws {
        var host = try DeviceShard(Self.both)
        #expect(try host.claim(1, Self.function(3, "a", "b", "b")) == ["81:10.3", "82:10.3", "82:10.2"])
        #expect(host.functions == [3, 2])
    }

    @Test("Row 42: more than the provider has")
    func row42() throws {
        var host = try DeviceShard(Self.both)
        #expect(try host.claim(1, Self.function(5, "a", "a", "a", "a", "a")) == nil)
    }

    @Test("Row 43: a provider that no device has")
    func row43() throws {
        var host = try DeviceShard(Self.provided(["0000:81:00.0": "a"]))
        #expect(try host.claim(1, Self.function(1, "b")) == nil)
    }

    @Test("Row 44: of a port the choice of Placement does not count")
    func row44() throws {
        var host = try DeviceShard(Self.both)
        #expect(try host.claim(1, Ask.request(1, [Ask.functionSpec], providers: ["b"], port: "p")) == ["81:10.3"])
    }

    @Test("Row 45: another number of providers than of devices is no request", arguments: [["b"], ["a", "b", "b"]])
    func row45(_ providers: [String]) throws {
        var host = try DeviceShard(Self.both)
        let request = Ask.request(2, [Ask.functionSpec], providers: providers)
        let instance = DeviceShard.instance(1, [request])
        let refusal = try host.shard.refusal(.claimInstance(ClaimInstance(node: Fixture.node, instance: instance)))
        #expect(refusal.code == .invalidArgument)
        #expect(refusal.violations.map(\.field) == ["instance.pci_requests[0].provider_uuids"])
        _ = try host.claim(2)
        let later = try host.shard.refusal(
            .claimDevices(ClaimDevices(node: Fixture.node, instanceUUID: Fixture.uuid(2), requests: [request])))
        #expect(later.violations.map(\.field) == ["requests[0].provider_uuids"])
    }
}

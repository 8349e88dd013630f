import Testing

@testable import Tracker

@Suite("Addresses of device specs")
struct DeviceAddressPatternTests {
    private func places(_ pattern: DeviceAddressPattern, of devices: [PCIDevice]) -> [String] {
        SpecHost.places(DeviceTracking(of: devices, [DeviceSpec(address: pattern)]).tracked)
    }

    private static let plain = [
        "0000:0a:00.0", "0000:0a:1f.1", "0000:a0:00.0", "0001:0a:00.0", "ffff:ff:1f.7",
    ].map { SpecHost.device($0, "10de", "1db6") }

    @Test("Fields of a glob are equal or anything")
    func globs() {
        let table: [(DeviceAddressPattern, [String])] = [
            (.glob(domain: nil, bus: nil, slot: nil, function: nil), Self.plain.map(\.address)),
            (
                .glob(domain: nil, bus: "0a", slot: nil, function: nil),
                ["0000:0a:00.0", "0000:0a:1f.1", "0001:0a:00.0"]
            ),
            (.glob(domain: nil, bus: "0a", slot: "00", function: nil), ["0000:0a:00.0", "0001:0a:00.0"]),
            (.glob(domain: "0000", bus: nil, slot: nil, function: "0"), ["0000:0a:00.0", "0000:a0:00.0"]),
            (.glob(domain: nil, bus: nil, slot: nil, function: "1"), ["0000:0a:1f.1"]),
            (.glob(domain: "FFFF", bus: "FF", slot: "1F", function: "7"), ["ffff:ff:1f.7"]),
            (.glob(domain: "0002", bus: nil, slot: nil, function: nil), []),
        ]
        for (pattern, expected) in table {
            let tracked = DeviceTracking(of: Self.plain, [DeviceSpec(address: pattern)]).tracked
            #expect(tracked.map(\.address) == expected, "\(pattern)")
        }
    }

    private static func expression(
        _ domain: String = ".*", _ bus: String = ".*", _ slot: String = ".*", _ function: String = ".*"
    ) -> DeviceAddressPattern {
        .expression(domain: domain, bus: bus, slot: slot, function: function)
    }

    @Test("An expression is for the start of a field, not for the whole of it")
    func expressions() {
        let table: [(DeviceAddressPattern, [String])] = [
            (Self.expression(), Self.plain.map(\.address)),
            (Self.expression(".*", "0"), ["0000:0a:00.0", "0000:0a:1f.1", "0001:0a:00.0"]),
            (Self.expression(".*", "a"), ["0000:a0:00.0"]),
            (Self.expression(".*", ".*", ".*", "[0-2]"), Self.plain.dropLast().map(\.address)),
            (Self.expression("000[1-9]"), ["0001:0a:00.0"]),
            (Self.expression(".*", "0a$|ff"), Self.plain.map(\.address).filter { !$0.contains(":a0:") }),
            (Self.expression(""), Self.plain.map(\.address)),
            // Addresses are seen in lower case.
            (Self.expression(".*", "0A"), []),
            (Self.expression("0000", "0A", "00", "0"), []),
            (Self.expression("0000", "0a", "00", "0"), ["0000:0a:00.0"]),
            // One that does not compile, which settings never have, means nothing.
            (Self.expression(".*", "["), []),
        ]
        for (pattern, expected) in table {
            let tracked = DeviceTracking(of: Self.plain, [DeviceSpec(address: pattern)]).tracked
            #expect(tracked.map(\.address) == expected, "\(pattern)")
        }
    }

    @Test("Expressions of digits alone are a single address, so those of a physical function mean its children")
    func singleExpression() {
        let whole = places(Self.expression("0000", "81", "00", "0"), of: SpecHost.devices)
        #expect(whole == ["81:00.0", "81:10.0", "81:10.1", "81:10.2", "81:10.3"])
        #expect(places(Self.expression("0000", "8", "00", "0"), of: SpecHost.devices) == ["81:00.0", "82:00.0"])
        #expect(places(Self.expression("0000", "81", "00", "[0]"), of: SpecHost.devices) == ["81:00.0"])
    }

    @Test("A glob that is no single address means no children")
    func openGlob() {
        let pattern = DeviceAddressPattern.glob(domain: nil, bus: "81", slot: "00", function: "0")
        #expect(places(pattern, of: SpecHost.devices) == ["81:00.0"])
    }

    @Test("An interface means the device that has it, and the children of a physical function that has it")
    func interfaces() {
        var devices = SpecHost.devices
        devices[3].extra["ifname"] = "ens1f0"
        devices[4].extra["ifname"] = "ens1f0v0"
        #expect(places(.interface("ens1f0"), of: devices) == ["81:00.0", "81:10.0", "81:10.1", "81:10.2", "81:10.3"])
        #expect(places(.interface("ens1f0v0"), of: devices) == ["81:10.0"])
        #expect(places(.interface("ens1f1"), of: devices).isEmpty)
        #expect(places(.interface("ENS1F0"), of: devices).isEmpty)
        #expect(places(.interface(""), of: devices).isEmpty)
    }

    @Test("A physical function's interface is also known from one of its children")
    func parentInterface() {
        var devices = SpecHost.devices
        devices[5].extra["parent_ifname"] = "ens1f0"
        #expect(places(.interface("ens1f0"), of: devices) == ["81:00.0", "81:10.0", "81:10.1", "81:10.2", "81:10.3"])
        let children = devices.filter { $0.type == .virtualFunction }
        #expect(places(.interface("ens1f0"), of: children) == ["81:10.0", "81:10.1", "81:10.2", "81:10.3"])
    }

    @Test("Addresses are read in their exact form, and kept in lower case")
    func addresses() {
        #expect(DeviceAddress("0000:AB:1F.7")?.text == "0000:ab:1f.7")
        #expect(DeviceAddress("ffff:ff:1f.7")?.fields == ["ffff", "ff", "1f", "7"])
        for text in [
            "", "0", "10000:00:00.0", "0000:00:20.0", "0000:00:a0.0", "0000:00:00.8", "0000:00:00.a", "0000.00:00:0",
            "000g:00:00.0", "0000:00:0g.0", " 0000:00:00.0", "0000:00:00.0\n", "0000:00:00.00", "00000000000000",
            "０000:00:00.0", "0000:00:00.é", "\u{0}\u{0}\u{0}\u{0}:\u{0}\u{0}:\u{0}\u{0}.\u{0}",
        ] {
            #expect(DeviceAddress(text) == nil, "\(text.debugDescription)")
        }
    }
}

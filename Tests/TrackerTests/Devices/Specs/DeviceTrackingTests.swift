import Testing

@testable import Tracker

@Suite("Tracked devices")
struct DeviceTrackingTests {
    private func places(_ specs: DeviceSpec..., of devices: [PCIDevice] = SpecHost.devices) -> [String] {
        SpecHost.places(DeviceTracking(of: devices, specs).tracked)
    }

    private let wholeHost = [
        "05:00.0", "06:00.0", "07:00.0", "81:00.0", "81:10.0", "81:10.1", "81:10.2", "81:10.3", "82:00.0", "82:10.0",
        "82:10.1", "82:10.2", "82:10.3",
    ]

    @Test("Without specs nothing is tracked, with an empty one everything")
    func extremes() {
        #expect(DeviceTracking(of: SpecHost.devices, []).tracked.isEmpty)
        #expect(places(DeviceSpec()) == wholeHost)
        #expect(places(DeviceSpec(), of: []).isEmpty)
    }

    @Test("Vendor and product select, in either case of the report")
    func numbers() {
        #expect(places(DeviceSpec(vendorID: "10de")) == ["05:00.0", "06:00.0", "07:00.0"])
        #expect(places(DeviceSpec(vendorID: "8086", productID: "1528")) == ["81:00.0", "82:00.0"])
        #expect(places(DeviceSpec(productID: "1515")).count == 8)
        #expect(places(DeviceSpec(vendorID: "8086", productID: "1db6")).isEmpty)
        let upper = SpecHost.device("0000:0A:00.0", "15B3", "A2D6")
        let tracked = DeviceTracking(of: [upper], [DeviceSpec(vendorID: "15b3", productID: "a2d6")]).tracked
        #expect(tracked == [SpecHost.device("0000:0a:00.0", "15b3", "a2d6")])
    }

    @Test("The first spec that matches decides about the tags, also when a later one would add some")
    func first() {
        let specs = [
            DeviceSpec(address: .single("0000:05:00.0"), tags: ["a": "1"]),
            DeviceSpec(vendorID: "10de", tags: ["b": "2"]), DeviceSpec(tags: ["a": "3", "c": "3"]),
        ]
        let tracked = DeviceTracking(of: SpecHost.devices, specs).tracked
        #expect(tracked.prefix(4).map(\.tags) == [["a": "1"], ["b": "2"], ["b": "2"], ["a": "3", "c": "3"]])
        #expect(tracked.count == 13)
    }

    @Test("The address of a physical function means its virtual functions too (scenario 26)")
    func physicalFunction() {
        let card = ["81:00.0", "81:10.0", "81:10.1", "81:10.2", "81:10.3"]
        #expect(places(DeviceSpec(address: .single("0000:81:00.0"))) == card)
        // Also when it is not reported itself, for then they say that it is one.
        let children = SpecHost.devices.filter { $0.type == .virtualFunction }
        #expect(places(DeviceSpec(address: .single("0000:81:00.0")), of: children) == Array(card.dropFirst()))
        // Other conditions hold for each device.
        #expect(places(DeviceSpec(productID: "1515", address: .single("0000:81:00.0"))) == Array(card.dropFirst()))
    }

    @Test("The address of a virtual function means it alone (scenario 27)")
    func virtualFunction() {
        #expect(places(DeviceSpec(address: .single("0000:81:10.1"))) == ["81:10.1"])
    }

    @Test("A device whose address cannot be read is passed over, and so is one below it (scenario 63)")
    func unreadable() {
        let odd = ["10000:81:00.0", "", "0000:81:20.0", "0000:81:00.8", "0000-81-00.0", "0000:8:00.0", "gggg:81:00.0"]
        let devices =
            SpecHost.devices + odd.map { SpecHost.device($0, "10de", "1db6") }
            + [SpecHost.device("0000:83:10.0", "8086", "1515", .virtualFunction, parent: "10000:83:00.0")]
        #expect(places(DeviceSpec(), of: devices) == wholeHost)
    }

    @Test("Tags that the hypervisor has to know stand in extra, and go with the spec's tag (scenario 66)")
    func extra() throws {
        let reported = [SpecHost.device("0000:05:00.0", "10de", "1db6", extra: ["dev_id": "d", "managed": "false"])]
        let tags = ["live_migratable": "true", "managed": "true", "trusted": "true"]
        let tagged = DeviceTracking(of: reported, [DeviceSpec(tags: tags)]).tracked
        #expect(tagged.map(\.tags) == [tags])
        #expect(tagged.map(\.extra) == [["dev_id": "d", "live_migratable": "true", "managed": "true"]])
        // What was tracked before is reported again, and the spec has lost its tags.
        let again = DeviceTracking(of: tagged, [DeviceSpec()]).tracked
        #expect(again.map(\.tags) == [[:]] && again.map(\.extra) == [["dev_id": "d"]])
    }

    @Test("What only Berth says of a device is not taken from a report")
    func cleared() {
        var device = SpecHost.devices[0]
        device.status = .allocated
        device.instanceUUID = "i"
        device.requestID = "r"
        device.removeWhenFreed = true
        device.tags = ["physical_network": "mine"]
        device.providerUUID = "p"
        device.label = "l"
        var expected = SpecHost.devices[0]
        expected.providerUUID = "p"
        expected.label = "l"
        #expect(DeviceTracking(of: [device], [DeviceSpec()]).tracked == [expected])
    }

    @Test("Remotely managed are virtual functions of cards with a serial number only (scenario 36)")
    func remoteManaged() {
        let remote = DeviceSpec(vendorID: "15b3", productID: "101e", tags: ["remote_managed": "true"])
        let card = SpecHost.smartCard
        let physical = DeviceSpec(vendorID: "15b3", productID: "a2d6")
        #expect(places(remote, physical, of: card) == ["83:00.0", "83:10.0", "83:10.1"])
        // A later spec may still mean what this one does not.
        #expect(places(remote, DeviceSpec(), of: card) == ["83:00.0", "83:10.0", "83:10.1", "83:10.2"])
        #expect(places(DeviceSpec(tags: ["remote_managed": "true"]), of: card) == ["83:10.0", "83:10.1"])
        #expect(places(DeviceSpec(tags: ["remote_managed": "false"]), of: card).count == 4)
        var nameless = card[1]
        nameless.extra["card_serial_number"] = ""
        #expect(places(remote, of: [nameless]).isEmpty)
    }

    @Test("A report in another order leads to the same devices")
    func order() {
        var random = SplitMix(seed: 63)
        let specs = [
            DeviceSpec(address: .interface("ens1f0"), tags: ["a": "1"]),
            DeviceSpec(address: .single("0000:82:00.0"), tags: ["b": "1"]), DeviceSpec(vendorID: "10de"),
        ]
        var devices = SpecHost.devices
        for index in devices.indices where devices[index].parentAddress == "0000:81:00.0" {
            devices[index].extra["parent_ifname"] = "ens1f0"
        }
        let expected = DeviceTracking(of: devices, specs).tracked
        #expect(expected.count == 13)
        for _ in 0..<50 {
            #expect(DeviceTracking(of: devices.shuffled(using: &random), specs).tracked == expected)
        }
    }
}

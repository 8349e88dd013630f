import EndToEndTestSupport
import Testing
import Wire
import Worker

@Suite("Devices over the real broker", .serialized, .timeLimit(.minutes(5)))
struct DeviceTests {
    @Test("A claim by the names of devices gets them, people see who has what, and events tell it")
    func alias() async throws {
        let site = try await DeviceSite.make()
        let events = try await EventSubscriber.open(site.site.url)
        let (host, uuid) = (Fixture.host(), Fixture.uuid())
        try await site.report(host)
        #expect(try await site.free(host) == 6)
        let grant = try await site.claim(host, uuid, "gpu:1, nic:2")
        #expect(grant.pciDevices.map(\.address) == ["0000:05:00.0", "0000:81:10.3", "0000:81:10.2"])
        #expect(grant.pciDevices.allSatisfy { $0.status == .allocated && $0.instanceUuid == uuid })
        #expect(grant.pciRequests.map(\.aliasName) == ["gpu", "nic"])
        // The card is blocked with its functions.
        #expect(try await site.free(host) == 2)
        #expect(try await site.status(host, "0000:81:00.0") == .unavailable)

        let changed = try await events.event("pci.changed") { $0.host == host && !$0.pciDevicesChanged.devices.isEmpty }
        #expect(
            changed.event.pciDevicesChanged.devices.map(\.address)
                == ["0000:05:00.0", "0000:81:10.3", "0000:81:10.2"])
        let usage = try await events.event("usage.updated") {
            $0.host == host && $0.usageUpdated.usage.pciPools.map(\.count) == [2]
        }
        #expect(usage.event.usageUpdated.usage.pciPools.first?.keys["physical_network"] == "p0")

        let list = try await Tool.ask(site.site, ["pci", "list", "--host", host])
        #expect(list.status == 0 && list.output.contains(uuid), "\(list.output)")
        #expect(list.output.contains(grant.claimRequestID) && !list.output.contains("0000:81:10.1"))
        let card = try await Tool.ask(site.site, ["pci", "show", "81:00.0", "--host", host])
        #expect(card.output.contains("0000:81:10.2 is allocated to \(uuid)"), "\(card.output)")
        let node = try await Tool.ask(site.site, ["node", "show", "--host", host])
        #expect(node.output.contains("PCI 0000:05:00.0"), "\(node.output)")
        #expect(try await Tool.ask(site.site, ["pci", "show", "99:00.0", "--host", host]).status == 4)
        try await site.verify()
    }

    @Test("A refusal says which filter left which pools out; by hand, devices are asked for and given back")
    func byHand() async throws {
        let site = try await DeviceSite.make()
        let (host, uuid) = (Fixture.host(), Fixture.uuid())
        try await site.report(host)
        let claim = ["claim", "--host", host, "--vcpus", "1", "--memory", "64"]
        let refused = try await Tool.ask(site.site, claim + ["--device", "8086:1515:5"])
        #expect(refused.status == 3 && refused.output.contains("(PCI_NO_FIT)"), "\(refused.output)")
        #expect(refused.output.contains("(PCI_SPECIFICATION)") && refused.output.contains("type-PF 8086 1528"))
        let fit = try await Tool.ask(
            site.site, ["fit", "--host", host, "--vcpus", "1", "--memory", "64", "--device", "10de:1db6"])
        #expect(fit.status == 0 && fit.output.contains("0000:05:00.0"), "\(fit.output)")
        let unknown = try await Tool.ask(site.site, claim + ["--extra", "pci_passthrough:alias=other:1"])
        #expect(unknown.status == 5 && unknown.output.contains("PciRequestAliasNotDefined"), "\(unknown.output)")

        let claimed = try await Tool.ask(site.site, claim + ["--uuid", uuid, "--device", "10de:1db6"])
        #expect(claimed.status == 0 && claimed.output.contains("Devices:"), "\(claimed.output)")
        // A port is attached, used, and detached.
        let taken = ["pci", "claim", uuid, "--host", host, "--device", "8086:1515", "--key", Fixture.uuid()]
        for _ in 0..<2 {
            let answer = try await Tool.ask(site.site, taken)
            #expect(answer.status == 0 && answer.output.contains("0000:81:10.3"), "\(answer.output)")
        }
        #expect(try await site.status(host, "0000:81:10.3") == .claimed)
        #expect(try await site.status(host, "0000:81:00.0") == .unclaimable)
        // Somebody else has the one GPU that a second instance wants; another node is no answer to that.
        let second = Fixture.uuid()
        #expect(try await Tool.ask(site.site, claim + ["--uuid", second]).status == 0)
        let (wanted, key) = (["pci", "claim", second, "--host", host, "--device", "10de:1db6"], Fixture.uuid())
        #expect(try await Tool.ask(site.site, wanted + ["--key", key]).status == 3)
        let run = try await Tool.read(site.site, ["explain", key, "--json"])
        let why = try run.decoded(Explanation.self)
        #expect(why.requested?.requests?.map(\.alias) == ["10de:1db6"], "\(run.output)")
        #expect(why.shortage?.devices?.holders?.map(\.instance) == [uuid])
        #expect(why.shortage?.release.map(\.instance) == [uuid] && why.shortage?.areOtherNodesJudged == false)

        #expect(try await Tool.ask(site.site, ["pci", "allocate", uuid, "--host", host]).status == 0)
        #expect(try await site.status(host, "0000:81:10.3") == .allocated)
        let stranger = try await Tool.ask(site.site, ["pci", "free", Fixture.uuid(), "81:10.3", "--host", host])
        #expect(stranger.status == 4 && stranger.output.contains("it is allocated to \(uuid)"), "\(stranger.output)")
        let freed = try await Tool.ask(site.site, ["pci", "free", uuid, "81:10.3", "--host", host])
        #expect(freed.status == 0 && freed.output.contains("available"), "\(freed.output)")
        #expect(try await site.free(host) == 5)
        #expect(try await site.status(host, "0000:05:00.0") == .allocated)
        try await site.verify()
    }

    @Test("Devices survive a killed worker; one that vanished stays with its guest, and is gone once it is freed")
    func crash() async throws {
        var site = try await DeviceSite.make()
        let (host, holder, other) = (Fixture.host(), Fixture.uuid(), Fixture.uuid())
        try await site.report(host)
        _ = try await site.claim(host, holder, "gpu:1")
        _ = try await site.claim(host, other, "nic:1")
        try await site.report(host, without: ["0000:05:00.0"])
        let before = try await site.caller.node(host)
        #expect(before.node.inventory.pciDevices.first { $0.address == "0000:05:00.0" }?.removeWhenFreed == true)
        try await site.crash()
        let after = try await site.caller.node(host)
        #expect(after.node.inventory == before.node.inventory && after.grants == before.grants)
        #expect(after.node.usage == before.node.usage)
        #expect(try await site.status(host, "0000:05:00.0") == .allocated)

        #expect(try await site.caller.call(Fixture.abort(host, holder)).code == .ok)
        #expect(try await site.status(host, "0000:05:00.0") == nil)
        // It is not offered again, until it is reported again.
        let refused = try await site.caller.call(
            Fixture.claim(host, site.instance(Fixture.uuid(), "gpu:1")))
        #expect(refused.code == .resourceExhausted && refused.details?.shortfalls.first?.resource == "PCI_DEVICE")
        try await site.report(host)
        #expect(try await site.status(host, "0000:05:00.0") == .available)
        try await site.crash()
        #expect(try await site.free(host) == 4)
        try await site.verify()
    }
}

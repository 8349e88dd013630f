import Testing

@testable import Tracker

@Suite("Requests for devices")
struct DeviceRequestsTests {
    private let gpu = [PCISpec(matches: ["vendor_id": "10de", "product_id": "1db6"])]
    private var configuration: DeviceConfiguration {
        DeviceConfiguration(aliases: [
            "gpu": DeviceAlias(specs: gpu),
            "nic": DeviceAlias(numaPolicy: .required, specs: [PCISpec(matches: ["vendor_id": "8086"])]),
            "two words": DeviceAlias(specs: gpu),
        ])
    }

    private func instance(
        _ alias: String?, _ requests: [PCIRequest] = [], flavor: String? = nil, image: String? = nil
    ) -> Instance {
        var instance = Fixture.instance()
        instance.flavor.extraSpecs["pci_passthrough:alias"] = alias
        instance.flavor.extraSpecs["hw:pci_numa_affinity_policy"] = flavor
        instance.imageProperties["hw_pci_numa_affinity_policy"] = image
        instance.pciRequests = requests
        return instance
    }

    private func requests(
        _ alias: String?, _ requests: [PCIRequest] = [], flavor: String? = nil, image: String? = nil
    ) throws -> [PCIRequest] {
        try DeviceRequests.of(instance(alias, requests, flavor: flavor, image: image), configuration).get()
    }

    private func refusal(_ alias: String?, _ requests: [PCIRequest] = []) -> Refusal? {
        guard case .failure(let refused) = DeviceRequests.of(instance(alias, requests), configuration) else {
            return nil
        }
        return refused.refusal
    }

    private let field = "instance.flavor.extra_specs[pci_passthrough:alias]"

    @Test("Without alias and requests nothing is asked for")
    func nothing() throws { #expect(try requests(nil).isEmpty) }

    @Test("Each element of the list is a request of its own")
    func elements() throws {
        let found = try requests("gpu:1,nic:2 , gpu:3")
        #expect(found.map(\.aliasName) == ["gpu", "nic", "gpu"])
        #expect(found.map(\.count) == [1, 2, 3])
        #expect(found.map(\.numaPolicy) == [.legacy, .required, .legacy])
        #expect(found.map(\.specs) == [gpu, [PCISpec(matches: ["vendor_id": "8086"])], gpu])
        #expect(found.allSatisfy { $0.requesterID.isEmpty && $0.providerUUIDs.isEmpty })
        #expect(try requests("gpu:1,gpu:1").count == 2)
    }

    @Test("Blanks around names and counts say nothing, and counts go up to 65535")
    func forms() throws {
        #expect(try requests(" gpu : 007 ").map(\.count) == [7])
        #expect(try requests("two words:1").map(\.aliasName) == ["two words"])
        #expect(try requests("gpu:65535").map(\.count) == [65_535])
        #expect(try requests((0..<64).map { _ in "gpu:1" }.joined(separator: ",")).count == 64)
    }

    @Test(
        "What is no list of names and counts breaks the field's rule",
        arguments: [
            "", "gpu", "gpu:1:2", "gpu:a", "gpu:1,", ",gpu:1", ":1", "gpu:", "gpu: ", " :1", "gpu:-1", "gpu:+1",
            "gpu:1.5", "gpu:0", "gpu:65536", "gpu:99999999999999999999", "gpu:٣", "gpu;1", ",", ":",
        ])
    func syntax(_ text: String) {
        let refusal = refusal(text)
        #expect(refusal?.code == .invalidArgument && refusal?.reason == "INVALID_FIELDS")
        #expect(refusal?.violations.isEmpty == false)
        #expect(refusal?.violations.allSatisfy { $0.field == field } == true)
    }

    @Test("Every element that breaks a rule is listed, and too many of them are counted only")
    func everyElement() {
        #expect(refusal("gpu,gpu:1,gpu:0,x:y")?.violations.count == 3)
        #expect(refusal("gpu:0,ghost:1")?.violations.count == 2)
        #expect(refusal("gpu:0,ghost:1")?.reason == "INVALID_FIELDS")
        let many = refusal((0..<65).map { _ in "gpu:1" }.joined(separator: ","))
        #expect(many?.violations.map(\.description) == ["must have at most 64 elements, has 65"])
        let long = refusal(String(repeating: "x", count: 10_000) + "\n")
        #expect(long?.violations.count == 1 && (long?.message.utf8.count ?? 0) < 250)
    }

    @Test("A name that nobody defined is refused by its own reason, all of them listed")
    func unknown() {
        let refusal = refusal("ghost:1,gpu:1,GPU:1")
        #expect(refusal?.code == .invalidArgument && refusal?.reason == "PciRequestAliasNotDefined")
        #expect(refusal?.violations.map(\.field) == [field, field])
        #expect(refusal?.metadata["alias"] == "ghost,GPU")
        #expect(
            refusal?.message.hasSuffix(
                "asks for \"ghost\", which is no alias of this tracker; there are: gpu, nic, two words") == true)
        #expect(DeviceAliasText.list(of: [:]) == "none is configured")
        let many = Dictionary(uniqueKeysWithValues: (10..<30).map { ("a\($0)", DeviceAlias(specs: [])) })
        #expect(DeviceAliasText.list(of: many).hasSuffix("a24, a25 and 4 more"))
    }

    @Test("A request that has alias requests already speaks for the flavor, aliases unknown here included")
    func translated() throws {
        let given = PCIRequest(
            requestID: "r", aliasName: "elsewhere", count: 2, specs: gpu, providerUUIDs: ["a", "b"])
        var expected = given
        expected.numaPolicy = .legacy
        #expect(try requests("gpu:1", [given]) == [expected])
        #expect(try requests("nonsense", [given]) == [expected])
    }

    @Test("Ports' requests follow those of the flavor")
    func ports() throws {
        let port = PCIRequest(requestID: "r", count: 1, specs: gpu, requesterID: "port")
        let found = try requests("gpu:1", [port])
        #expect(found.map(\.requesterID) == ["", "port"] && found.map(\.aliasName) == ["gpu", ""])
        #expect(try requests(nil, [port]).map(\.requestID) == ["r"])
    }

    @Test("A port's policy counts before the flavor's or image's, those before the alias's, and legacy last")
    func policies() throws {
        func port(_ policy: PCINUMAPolicy?) -> [PCIRequest] {
            [PCIRequest(count: 1, specs: gpu, numaPolicy: policy, requesterID: "p")]
        }
        func aliased(_ name: String, _ policy: PCINUMAPolicy?) -> [PCIRequest] {
            [PCIRequest(aliasName: name, count: 1, specs: gpu, numaPolicy: policy)]
        }
        #expect(try requests(nil, port(.preferred), flavor: "socket").map(\.numaPolicy) == [.preferred])
        #expect(try requests(nil, port(nil), flavor: "socket").map(\.numaPolicy) == [.socket])
        #expect(try requests(nil, port(nil), image: "required").map(\.numaPolicy) == [.required])
        #expect(try requests(nil, port(nil)).map(\.numaPolicy) == [.legacy])
        #expect(try requests("nic:1").map(\.numaPolicy) == [.required])
        #expect(try requests("nic:1", flavor: "preferred").map(\.numaPolicy) == [.preferred])
        #expect(try requests("nic:1", image: "socket").map(\.numaPolicy) == [.socket])
        #expect(try requests(nil, aliased("x", .socket), flavor: "required").map(\.numaPolicy) == [.required])
        #expect(try requests(nil, aliased("x", .socket)).map(\.numaPolicy) == [.socket])
        #expect(try requests(nil, aliased("nic", nil)).map(\.numaPolicy) == [.required])
        #expect(try requests(nil, aliased("x", nil)).map(\.numaPolicy) == [.legacy])
    }

    @Test("Counts, alternatives, providers and identities of given requests are checked, all of them (D8, D9)")
    func given() {
        let requests = [
            PCIRequest(requestID: "r", aliasName: "a", count: 0, specs: gpu),
            PCIRequest(requestID: "s", aliasName: "a", count: 65_536, specs: []),
            PCIRequest(requestID: "r", aliasName: "a", count: 2, specs: gpu, providerUUIDs: ["p"]),
            PCIRequest(aliasName: "a", count: 1, specs: gpu, providerUUIDs: ["p", "q"]),
            // Of a port the providers do not count.
            PCIRequest(count: 1, specs: gpu, requesterID: "port", providerUUIDs: ["p", "q"]),
            PCIRequest(count: -1, specs: gpu, requesterID: "other"),
            PCIRequest(count: 1, specs: gpu, requesterID: "port"),
            // Nor do they of one that does not name its port.
            PCIRequest(count: 1, specs: gpu, providerUUIDs: ["p", "q"]),
        ]
        let refusal = refusal(nil, requests)
        #expect(refusal?.reason == "INVALID_FIELDS")
        #expect(
            refusal?.violations.map(\.field) == [
                "instance.pci_requests[0].count", "instance.pci_requests[1].count", "instance.pci_requests[1].specs",
                "instance.pci_requests[2].provider_uuids", "instance.pci_requests[2].request_id",
                "instance.pci_requests[3].provider_uuids", "instance.pci_requests[5].count",
                "instance.pci_requests[6].requester_id",
            ])
    }

    @Test("Identities are UUIDs, the same for the same instance, alias and position, and no others")
    func identities() throws {
        let found = try requests("gpu:1,gpu:1,nic:1").map(\.requestID)
        #expect(try requests("gpu:1,gpu:1,nic:1").map(\.requestID) == found)
        #expect(Set(found).count == 3)
        #expect(found[0] == "17d147ea-7630-84bf-b992-db8290280000")
        let form = /[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/
        #expect(found.allSatisfy { $0.wholeMatch(of: form) != nil })
        var other = instance("gpu:1")
        other.uuid = Fixture.uuid(2)
        #expect(try DeviceRequests.of(other, configuration).get().map(\.requestID) != [found[0]])
    }

    @Test("An identity that is given is made for no other request of the list")
    func givenIdentity() throws {
        let made = try requests("gpu:1,gpu:1").map(\.requestID)
        let given = [
            PCIRequest(requestID: made[1], aliasName: "gpu", specs: gpu), PCIRequest(aliasName: "gpu", specs: gpu),
        ]
        let found = try requests(nil, given + [given[1]]).map(\.requestID)
        #expect(found[0] == made[1] && Set(found).count == 3)
    }

    @Test("No two of many instances, names and positions have the same identity")
    func distinct() {
        var seen: Set<String> = []
        for instance in 0..<100 {
            for name in ["a", "b", "", "ab", "ba"] {
                for position in 0..<20 {
                    seen.insert(
                        DeviceRequestIdentifier.make(
                            instance: Fixture.uuid(instance), name: name, position: position))
                }
            }
        }
        #expect(seen.count == 10_000)
    }
}

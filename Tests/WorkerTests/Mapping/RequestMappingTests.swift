import Foundation
import SwiftProtobuf
import Testing
import Tracker
import Wire

@testable import Worker

@Suite("Requests become commands")
struct RequestMappingTests {
    private let host = ValidRequests.host

    @Test("A claim carries all that the request says; UUIDs in lower case")
    func claim() throws {
        var request = ValidRequests.claim()
        request.instance.uuid = ValidRequests.uuid.uppercased()
        request.limits.vcpus = 0
        let claim = try RequestMapping.claimInstance(request, routingKey: host)
        #expect(claim.node == NodeIdentifier(host: host, name: "kvm"))
        #expect(claim.instance.uuid == ValidRequests.uuid)
        #expect(claim.instance.flavor.extraSpecs == ["quota:cpu_shares": "2048"])
        #expect(claim.instance.vmState == .building)
        #expect(claim.instance.taskState == .spawning)
        #expect(claim.limits == Limits(vcpus: 0))
        #expect(claim.allocations.map(\.resources) == [["CUSTOM_PMEM_NAMESPACE_SMALL": 1]])
        #expect(claim.leaseNanoseconds == 60_000_000_000)
    }

    @Test("A claim without a lease has none, and without limits no limit")
    func claimWithoutLease() throws {
        var request = ValidRequests.claim()
        request.clearLease()
        let claim = try RequestMapping.claimInstance(request, routingKey: host)
        #expect(claim.leaseNanoseconds == nil)
        #expect(claim.limits == Limits())
    }

    @Test("A report keeps absent amounts absent, and PCI numbers in lower case")
    func report() throws {
        var request = ValidRequests.report()
        request.inventory.pciDevices[1].parentAddress = "0000:81:00.0".uppercased()
        request.inventory.pciDevices[0].vendorID = "15B3"
        request.inventory.pciDevices[1].extra["capabilities"] = #"{"vpd": {"card_serial_number": "MT1"}}"#
        let report = try RequestMapping.reportInventory(request, routingKey: host)
        #expect(report.inventory.reserved == ReservedReport(memoryMebibytes: 512))
        #expect(report.inventory.ratios == AllocationRatiosReport(cpu: 4))
        #expect(report.inventory.pciDevices[0].vendorID == "15b3")
        // The core reads no JSON, so the card's number is put where it looks.
        #expect(report.inventory.pciDevices.map { $0.extra["card_serial_number"] } == [nil, "MT1"])
        #expect(report.inventory.numaTopology?.cells.count == 2)
        #expect(report.nodeUUID == ValidRequests.uuid)
    }

    @Test("An update without a flavor says so, and one with a flavor is checked like a claim's")
    func update() throws {
        var request = ValidRequests.update()
        let update = try RequestMapping.updateInstance(request, routingKey: host)
        #expect(!update.hasFlavor)
        #expect(update.instance.updateTime == Instant(nanoseconds: 1_700_000_000_000_000_005))
        request.instance.flavor = ValidRequests.flavor()
        #expect(try RequestMapping.updateInstance(request, routingKey: host).hasFlavor)
        request.instance.flavor.vcpus = 0
        let broken = brokenFields { () throws(ValidationFailure) in
            try RequestMapping.updateInstance(request, routingKey: "h")
        }
        #expect(broken == ["host", "instance.flavor.vcpus"])
    }

    @Test("A host that is not the routing key is refused by its path, for every method that names one")
    func routingKey() throws {
        for method in Method.allCases where method.namesHost && Self.built.contains(method) {
            let failure = #expect(throws: ValidationFailure.self, "\(method)") {
                try RequestMapping.command(method: method, message: Self.addressed(method), routingKey: "other")
            }
            #expect(failure?.violations.map(\.field).contains("host") == true, "\(method)")
        }
    }

    @Test("A host that a routing key cannot carry is refused", arguments: ["", "a b", "a#", "*", "a\u{7}", "a\u{A0}b"])
    func hostForm(host: String) {
        let request = Berth_Tracker_V1_GetNodeRequest.with { ($0.host, $0.node) = (host, "n") }
        let broken = brokenFields { () throws(ValidationFailure) in
            try RequestMapping.getNode(request, routingKey: host)
        }
        #expect(broken == ["host"])
    }

    @Test("A host may have 255 bytes and no more")
    func hostLength() throws {
        for (length, expected) in [(255, [String]()), (256, ["host"])] {
            let host = String(repeating: "h", count: length)
            let request = Berth_Tracker_V1_GetNodeRequest.with { ($0.host, $0.node) = (host, "n") }
            let broken = brokenFields { () throws(ValidationFailure) in
                try RequestMapping.getNode(request, routingKey: host)
            }
            #expect(broken == expected)
        }
    }

    @Test("A list without a page size has 100 nodes; page sizes end at 1000")
    func pageSize() throws {
        for (size, expected) in [(Int32(0), 100), (1, 1), (1000, 1000)] {
            let request = Berth_Tracker_V1_ListNodesRequest.with { $0.pageSize = size }
            #expect(try RequestMapping.listNodes(request).pageSize == expected)
        }
        for size in [Int32(-1), 1001] {
            let request = Berth_Tracker_V1_ListNodesRequest.with { $0.pageSize = size }
            #expect(
                brokenFields { () throws(ValidationFailure) in try RequestMapping.listNodes(request) } == ["page_size"])
        }
    }

    @Test("The token of a page leads to the node behind it; anything else is refused")
    func pageToken() throws {
        for seed in UInt64(1)...100 {
            var random = MappingRandom(seed: seed)
            let node = random.node()
            let request = Berth_Tracker_V1_ListNodesRequest.with { $0.pageToken = PageToken.token(after: node) }
            #expect(try RequestMapping.listNodes(request).after == node, "seed \(seed)")
        }
        let strange = [
            "x", "====", "aG9zdA==", Data([0xFF, 0xFE]).base64EncodedString(), String(repeating: "A", count: 8192),
        ]
        for token in strange {
            let request = Berth_Tracker_V1_ListNodesRequest.with { $0.pageToken = token }
            let broken = brokenFields { () throws(ValidationFailure) in try RequestMapping.listNodes(request) }
            #expect(broken == ["page_token"], "\(token.prefix(20))")
        }
    }

    @Test("Every broken field is listed, not only the first, and the message names them without their values")
    func everyViolation() throws {
        var request = ValidRequests.claim()
        request.node = ""
        request.instance.uuid = "secret-value"
        request.instance.flavor.vcpus = -4
        request.instance.flavor.extraSpecs["a\"b"] = "\u{0}"
        request.lease = .init(seconds: -1, nanos: 0)
        let failure = try #require(
            #expect(throws: ValidationFailure.self) {
                try RequestMapping.claimInstance(request, routingKey: "elsewhere")
            })
        #expect(
            failure.violations.map(\.field) == [
                "host", "node", "instance.uuid", "instance.flavor.vcpus", #"instance.flavor.extra_specs["a?b"]"#,
                "lease",
            ])
        #expect(failure.violations[3].description == "must be 1 to 1000000 VCPU, is -4")
        #expect(failure.description.contains("instance.uuid"))
        #expect(!failure.description.contains("secret-value"))
        #expect(failure.refusal.code == .invalidArgument)
        #expect(failure.refusal.violations == failure.violations)
    }

    @Test("A request that breaks its rules thousands of times lists 1000 and counts the rest")
    func boundedList() throws {
        var request = ValidRequests.report()
        request.inventory.pciDevices = (0..<1100).map { _ in ValidRequests.device("", .standard) }
        let failure = try #require(
            #expect(throws: ValidationFailure.self) {
                try RequestMapping.reportInventory(request, routingKey: host)
            })
        #expect(failure.violations.count == 1001)
        // Each address is empty, and all but the first repeat it.
        #expect(failure.violations.last?.description == "\(1100 + 1099 - 1000) more fields break their rules")
    }

    @Test("A field that this version does not know is refused by the path of its message")
    func unknownField() throws {
        // Field 99 with the varint 1.
        let unknown: [UInt8] = [0x98, 0x06, 0x01]
        var request = ValidRequests.claim()
        let bytes: [UInt8] = try request.instance.flavor.serializedBytes() + unknown
        request.instance.flavor = try Berth_Tracker_V1_Flavor(serializedBytes: bytes)
        let failure = try #require(
            #expect(throws: ValidationFailure.self) { try RequestMapping.claimInstance(request, routingKey: host) })
        #expect(failure.violations.map(\.field) == ["instance.flavor"])
        #expect(failure.violations[0].description.contains("99"))
    }

    @Test("A method that this version does not have is refused as unimplemented")
    func unimplemented() throws {
        for method in Method.allCases where !Self.built.contains(method) {
            let failure = try #require(
                #expect(throws: ValidationFailure.self) {
                    try RequestMapping.command(method: method, message: method.requestType.init(), routingKey: "h")
                })
            #expect(failure.refusal.code == .unimplemented)
            #expect(failure.refusal.metadata == ["method": method.rawValue])
        }
    }

    @Test("The end of a lease that a worker sends itself comes back as the same command")
    func endLease() throws {
        let end = EndLease(
            instance: InstanceIdentifier(host: host, uuid: ValidRequests.uuid), claimRequestID: "key-1",
            leaseEndTime: Instant(nanoseconds: 1_700_000_000_000_000_001))
        #expect(try RequestMapping.endLease(Berth_Journal_V1_EndLease(end), routingKey: host) == end)
        let empty = Berth_Journal_V1_EndLease()
        let broken = brokenFields { () throws(ValidationFailure) in try RequestMapping.endLease(empty, routingKey: "") }
        #expect(broken == ["host", "instance_uuid"])
    }

    @Test("Nodes of a fit question are taken in any order, but each once")
    func fitNodes() throws {
        var request = ValidRequests.fit()
        #expect(try RequestMapping.checkFit(request, routingKey: host).nodes == ["kvm", "iron"])
        request.nodes.append("kvm")
        let broken = brokenFields { () throws(ValidationFailure) in
            try RequestMapping.checkFit(request, routingKey: host)
        }
        #expect(broken == ["nodes[2]"])
    }

    /// The methods that this version has.
    static let built: Set<Method> = [
        .reportInventory, .setNodeEnabled, .removeNode, .getNode, .listNodes, .claimInstance, .abortInstanceClaim,
        .updateInstance, .getInstance, .checkFit, .reportBuildResult, .auditNode, .reportMetrics, .claimMove,
        .abortMove, .finishMove, .confirmMove, .revertMove, .updateMigration, .getMigration, .claimPciDevices,
        .allocatePciDevices, .freePciDevices,
    ]

    /// A request of a method that names the host "right".
    private static func addressed(_ method: Method) throws -> any SwiftProtobuf.Message {
        try MessageCodec(.json).decodeRequest(method, from: Array(#"{"host": "right"}"#.utf8))
    }
}

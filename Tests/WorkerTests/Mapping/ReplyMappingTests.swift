import SwiftProtobuf
import Testing
import Tracker
import Wire

@testable import Worker

@Suite("Answers become replies")
struct ReplyMappingTests {
    private let node = NodeIdentifier(host: "h", name: "n")
    private let usage = Usage(
        vcpusUsed: 3, memoryMebibytesUsed: 512, diskMebibytesUsed: 1536, localGibibytesUsed: 1,
        freeMemoryMebibytes: -2, freeDiskGibibytes: -1, runningVMs: 2, currentWorkload: 1,
        numaCells: [NUMACellUsage(id: 0, cpuUsage: 1)], pciPools: [PCIPool(count: 1)])

    private func reply<Message>(_ answer: Answer, as type: Message.Type) throws -> Message {
        try #require(ReplyMapping.reply(for: answer) as? Message)
    }

    @Test("A claim's reply has the grant and the sums of usage, without cells and pools")
    func claim() throws {
        let grant = Grant(instanceUUID: "u", node: node, vcpus: 2)
        let reply = try reply(.instanceClaimed(grant, usage), as: Berth_Tracker_V1_ClaimInstanceResponse.self)
        #expect(reply.grant == Berth_Tracker_V1_Grant(grant))
        #expect(reply.usage.vcpusUsed == 3)
        #expect(reply.usage.memoryMbUsed == 512)
        #expect(reply.usage.diskMbUsed == 1536)
        #expect(reply.usage.localGbUsed == 1)
        #expect(reply.usage.freeRamMb == -2)
        #expect(reply.usage.freeDiskGb == -1)
        #expect(reply.usage.runningVms == 2)
        #expect(reply.usage.currentWorkload == 1)
        #expect(reply.usage.numaCells.isEmpty)
        #expect(reply.usage.pciPools.isEmpty)
    }

    @Test("A node's reply is whole: report, amounts in force, usage with cells and pools, counters and grants")
    func wholeNode() throws {
        var model = Node(
            identifier: node, uuid: "u", inventory: Inventory(vcpus: 8), usage: usage,
            ratios: AllocationRatios(cpu: 2), reserved: Reserved(memoryMebibytes: 777), stats: ["num_instances": 2])
        model.isEnabled = false
        model.disableReason = "maintenance"
        model.generation = 7
        model.serviceID = "service"
        model.updateTime = Instant(nanoseconds: 1_000_000_005)
        let reply = try reply(
            .node(
                model, grants: [Grant(instanceUUID: "i", node: node)], migrations: [],
                changed: [PCIDevice(address: "0000:05:00.0", vendorID: "10de", productID: "1db6")]),
            as: Berth_Tracker_V1_GetNodeResponse.self)
        #expect(reply.changedDevices.map(\.address) == ["0000:05:00.0"])
        #expect(reply.grants.map(\.instanceUuid) == ["i"])
        #expect((reply.node.host, reply.node.name, reply.node.uuid) == ("h", "n", "u"))
        #expect(reply.node.inventory.vcpus == 8)
        #expect(reply.node.inventory.reserved.memoryMb == 777)
        #expect(reply.node.ratios.cpu == 2)
        #expect(reply.node.usage.numaCells.count == 1)
        #expect(reply.node.usage.pciPools.count == 1)
        #expect(reply.node.stats.counters == ["num_instances": 2])
        #expect(!reply.node.enabled)
        #expect(reply.node.disableReason == "maintenance")
        #expect(reply.node.generation == 7)
        #expect(reply.node.serviceID == "service")
        #expect(reply.node.updateTime == Google_Protobuf_Timestamp(seconds: 1, nanos: 5))
    }

    @Test("A page that others follow has a token that leads on; the last one has none")
    func pages() throws {
        let more = try reply(.nodes([], next: node), as: Berth_Tracker_V1_ListNodesResponse.self)
        let request = Berth_Tracker_V1_ListNodesRequest.with { $0.pageToken = more.nextPageToken }
        #expect(try RequestMapping.listNodes(request).after == node)
        let last = try reply(.nodes([], next: nil), as: Berth_Tracker_V1_ListNodesResponse.self)
        #expect(last.nextPageToken.isEmpty)
    }

    @Test("An answer without usage leaves it absent instead of zero")
    func absentUsage() throws {
        let updated = try reply(
            .instanceUpdated(tracked: false, released: false, nil), as: Berth_Tracker_V1_UpdateInstanceResponse.self)
        #expect(!updated.hasUsage)
        let aborted = try reply(
            .claimAborted(usage, released: true), as: Berth_Tracker_V1_AbortInstanceClaimResponse.self)
        #expect(aborted.hasUsage && aborted.released)
    }

    @Test("A fit that no resource explains still says why")
    func fits() throws {
        let short = Shortfall(resource: "VCPU", reason: "VCPU", message: "m", requested: 2, available: -1, hostCell: 0)
        let reply = try reply(
            .fits([
                NodeFit(node: "a", grant: Grant(instanceUUID: "i", node: node)),
                NodeFit(
                    node: "b", grant: nil,
                    refusal: Refusal(.resourceExhausted, reason: "DOES_NOT_FIT", message: "", shortfalls: [short])),
                NodeFit(
                    node: "c", grant: nil,
                    refusal: Refusal(.failedPrecondition, reason: "NODE_DISABLED", message: "closed")),
            ]), as: Berth_Tracker_V1_CheckFitResponse.self)
        #expect(reply.fits.map(\.fits) == [true, false, false])
        #expect(reply.fits[0].hasGrant && !reply.fits[1].hasGrant)
        #expect(reply.fits[1].shortfalls.map(\.available) == [-1])
        #expect(reply.fits[1].shortfalls[0].hasHostCell && !reply.fits[1].shortfalls[0].hasGuestCell)
        #expect(reply.fits[2].shortfalls.map(\.reason) == ["NODE_DISABLED"])
        #expect(reply.fits[2].shortfalls.map(\.message) == ["closed"])
    }

    @Test("Every other answer becomes the reply of its method")
    func types() throws {
        let model = Node(
            identifier: node, uuid: "u", inventory: Inventory(), ratios: AllocationRatios(), reserved: Reserved())
        #expect(
            try reply(.inventoryReported(model, created: true), as: Berth_Tracker_V1_ReportInventoryResponse.self)
                .created)
        #expect(try reply(.nodeEnabledSet(model), as: Berth_Tracker_V1_SetNodeEnabledResponse.self).hasNode)
        #expect(try reply(.nodeRemoved(model), as: Berth_Tracker_V1_RemoveNodeResponse.self).hasNode)
        let instance = try reply(
            .instance(Instance(uuid: "i"), grants: [], migrations: []), as: Berth_Tracker_V1_GetInstanceResponse.self)
        #expect(instance.instance.uuid == "i")
        let built = try reply(
            .buildResultReported(failedBuilds: 4), as: Berth_Tracker_V1_ReportBuildResultResponse.self)
        #expect(built.failedBuilds == 4)
        _ = try reply(.leaseEnded(released: true), as: Google_Protobuf_Empty.self)
    }
}

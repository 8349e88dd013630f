import EndToEndTestSupport
import SwiftProtobuf
import Testing
import Wire

extension DeviceTests {
    /// A live migration of an instance with a network function, as the compute services of both hosts drive it.
    private struct Migration {
        let site: DeviceSite
        let source = Fixture.host("src")
        let destination = Fixture.host("dst")
        let uuid = Fixture.uuid()
        let migration = Fixture.uuid()
        var requests: [Berth_Tracker_V1_PciRequest] = []

        init() async throws {
            site = try await DeviceSite.make()
            for host in [source, destination] { try await site.report(host) }
            requests = try await site.claim(source, uuid, "nic:2").pciRequests
            let claim = Berth_Tracker_V1_ClaimMoveRequest.with {
                ($0.host, $0.node) = (destination, destination)
                $0.instance = site.instance(uuid, "nic:2", state: "active")
                ($0.instance.host, $0.instance.node) = (source, source)
                ($0.migration.uuid, $0.migration.type) = (migration, .liveMigration)
                ($0.migration.sourceHost, $0.migration.sourceNode) = (source, source)
            }
            let granted = try await site.caller.apply(
                Call(.claimMove, destination, claim), Berth_Tracker_V1_ClaimMoveResponse.self)
            #expect(granted.grant.pciDevices.isEmpty, "a live migration takes its devices apart")
        }

        func claimDevices() async throws -> [Berth_Tracker_V1_PciDevice] {
            let request = Berth_Tracker_V1_ClaimPciDevicesRequest.with {
                ($0.host, $0.node, $0.instanceUuid) = (destination, destination, uuid)
                ($0.requests, $0.migrationUuid) = (requests, migration)
            }
            return try await site.caller.apply(
                Call(.claimPciDevices, destination, request), Berth_Tracker_V1_ClaimPciDevicesResponse.self
            ).devices
        }

        func free(_ host: String, _ scope: Berth_Tracker_V1_FreePciDevicesRequest.Scope) async throws
            -> [Berth_Tracker_V1_PciDevice]
        {
            let request = Berth_Tracker_V1_FreePciDevicesRequest.with {
                ($0.host, $0.node, $0.instanceUuid, $0.scope) = (host, host, uuid, scope)
            }
            return try await site.caller.apply(
                Call(.freePciDevices, host, request), Berth_Tracker_V1_FreePciDevicesResponse.self
            ).devices
        }
    }

    @Test("A live migration claims at its destination, frees at its source, and uses the devices after the switch")
    func liveMigration() async throws {
        let move = try await Migration()
        let site = move.site
        let claimed = try await move.claimDevices()
        #expect(claimed.map(\.address) == ["0000:81:10.3", "0000:81:10.2"])
        #expect(claimed.allSatisfy { $0.status == .claimed && $0.requestID == move.requests.first?.requestID })
        let freed = try await move.free(move.source, .allocated)
        #expect(freed.count == 2 && freed.allSatisfy { $0.status == .available })
        #expect(try await site.free(move.source) == 6)
        let allocate = Berth_Tracker_V1_AllocatePciDevicesRequest.with {
            ($0.host, $0.node, $0.instanceUuid) = (move.destination, move.destination, move.uuid)
        }
        let used = try await site.caller.apply(
            Call(.allocatePciDevices, move.destination, allocate), Berth_Tracker_V1_AllocatePciDevicesResponse.self)
        #expect(used.devices.map(\.status) == [.allocated, .allocated])
        let finish = Berth_Tracker_V1_FinishMoveRequest.with {
            ($0.host, $0.node, $0.migrationUuid) = (move.destination, move.destination, move.migration)
        }
        _ = try await site.caller.apply(
            Call(.finishMove, move.destination, finish), Berth_Tracker_V1_FinishMoveResponse.self)
        let grants = try await site.caller.node(move.destination).grants
        #expect(grants.map(\.side) == [.instance] && grants.first?.pciDevices.count == 2)
        #expect(try await site.free(move.destination) == 3)
        try await site.verify()
    }

    @Test("A rollback frees what the destination claimed, and nothing at the source")
    func rollback() async throws {
        let move = try await Migration()
        let site = move.site
        #expect(try await move.claimDevices().count == 2)
        #expect(try await move.free(move.destination, .allocated).isEmpty)
        #expect(try await move.free(move.destination, .claimed).count == 2)
        #expect(try await site.free(move.destination) == 6)
        #expect(try await site.status(move.source, "0000:81:10.3") == .allocated)
        // What is left claimed goes with the claim of the move.
        #expect(try await move.claimDevices().count == 2)
        let abort = Berth_Tracker_V1_AbortMoveRequest.with {
            ($0.host, $0.node, $0.migrationUuid) = (move.destination, move.destination, move.migration)
        }
        _ = try await site.caller.apply(
            Call(.abortMove, move.destination, abort), Berth_Tracker_V1_AbortMoveResponse.self)
        #expect(try await site.free(move.destination) == 6)
        try await site.verify()
    }

    @Test("By hand the destination asks for what the source has, so that both have the same PCI requests")
    func byHandFromSource() async throws {
        let move = try await Migration()
        let site = move.site
        let claimed = try await Tool.ask(
            site.site,
            [
                "pci", "claim", move.uuid, "--host", move.destination, "--migration", move.migration, "--from-host",
                move.source,
            ])
        #expect(claimed.status == 0 && claimed.output.contains("0000:81:10.3"), "\(claimed.output)")
        let grants = try await site.caller.node(move.destination).grants
        #expect(grants.map(\.pciRequests) == [move.requests] && grants.first?.pciDevices.count == 2)
        let other = try await Tool.ask(
            site.site, ["pci", "claim", Fixture.uuid(), "--host", move.destination, "--from-host", move.source])
        #expect(other.status == 4 && other.output.contains("holds nothing of its own"), "\(other.output)")
        try await site.verify()
    }
}

import AMQP
import EndToEndTestSupport
import SwiftProtobuf
import Testing
import Wire

extension SharedWorkerTests {
    @Suite struct Audits {
        @Test(
            "An audit puts a node right, tells the drift to caller and subscribers, and finds nothing the second time")
        func drift() async throws {
            let shared = try await SharedSite.get()
            let (host, gone, new) = (Fixture.host(), Fixture.uuid(), Fixture.uuid())
            try await shared.caller.report(host)
            var held = Fixture.instance(gone, vcpus: 1)
            held.vmState = "active"
            _ = try await shared.caller.apply(
                Fixture.claim(host, held), Berth_Tracker_V1_ClaimInstanceResponse.self)
            let audit = Berth_Tracker_V1_AuditNodeRequest.with {
                $0.host = host
                $0.node = host
                $0.instances = [Fixture.instance(new, vcpus: 2), .with { $0.uuid = "not a UUID" }]
                $0.instances[0].vmState = "active"
                $0.instances[0].host = host
                $0.instances[0].node = host
            }
            let found = try await shared.caller.apply(
                Call(.auditNode, host, audit), Berth_Tracker_V1_AuditNodeResponse.self)
            #expect(found.drifts.map(\.kind) == [.unknownInstance, .missingInstance, .invalidItem])
            #expect(found.drifts.map(\.repaired) == [true, true, false])
            #expect(found.node.usage.vcpusUsed == 2)
            let event = try await shared.events.event("drift.found") {
                $0.host == host && !$0.driftFound.drifts.isEmpty
            }
            #expect(event.event.driftFound.drifts == found.drifts)
            _ = try await shared.events.event("claim.released") {
                $0.claimReleased.grant.instanceUuid == gone && $0.claimReleased.cause == "audited"
            }
            let again = try await shared.caller.apply(
                Call(.auditNode, host, audit), Berth_Tracker_V1_AuditNodeResponse.self)
            #expect(again.drifts.map(\.kind) == [.invalidItem])
        }
    }
}

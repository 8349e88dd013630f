import AMQP
import EndToEndTestSupport
import SwiftProtobuf
import Testing
import Wire

extension SharedWorkerTests {
    @Suite struct Requests {
        @Test("A claim on a reported node is granted, held, told to subscribers, and freed by an abort")
        func claimAndAbort() async throws {
            let shared = try await SharedSite.get()
            let (host, uuid) = (Fixture.host(), Fixture.uuid())
            let report = try await shared.caller.call(Fixture.report(host))
            #expect(report.code == .ok)
            #expect(try report.read(Berth_Tracker_V1_ReportInventoryResponse.self).created)
            let call = try Fixture.claim(host, Fixture.instance(uuid))
            let claim = try await shared.caller.call(call)
            let grant = try claim.read(Berth_Tracker_V1_ClaimInstanceResponse.self).grant
            #expect(grant.vcpus == 2 && grant.memoryMb == 2_048 && grant.diskMb == 10_240)
            #expect(grant.claimRequestID == call.key)
            #expect(claim.properties.type == Method.claimInstance.path)
            #expect(try await shared.caller.node(host).node.usage.vcpusUsed == 2)

            let confirmed = try await shared.events.event("claim.confirmed") { $0.claimConfirmed.grant == grant }
            #expect(confirmed.event.position == claim.position)
            #expect(confirmed.event.requestID == call.key)
            #expect(confirmed.routingKey == "claim.confirmed.\(host)")

            let abort = try await shared.caller.apply(
                Fixture.abort(host, uuid), Berth_Tracker_V1_AbortInstanceClaimResponse.self)
            #expect(abort.released && abort.usage.vcpusUsed == 0)
            let released = try await shared.events.event("claim.released") {
                $0.claimReleased.grant.instanceUuid == uuid
            }
            #expect(released.event.claimReleased.cause == "aborted")
        }

        @Test("A claim that does not fit is refused with every shortfall, changes nothing, and is told to subscribers")
        func refusedClaim() async throws {
            let shared = try await SharedSite.get()
            let (host, uuid) = (Fixture.host(), Fixture.uuid())
            try await shared.caller.report(host, Fixture.inventory(vcpus: 4, memory: 4_096, disk: 20))
            let before = try await shared.caller.node(host)
            let large = Fixture.instance(uuid, vcpus: 5, memory: 8_192, disk: 30)
            let reply = try await shared.caller.call(Fixture.claim(host, large))
            #expect(reply.code == .resourceExhausted)
            #expect(reply.reason == "DOES_NOT_FIT")
            #expect(reply.body.isEmpty)
            #expect(reply.details?.shortfalls.map(\.resource).sorted() == ["DISK_GB", "MEMORY_MB", "VCPU"])
            #expect(try await shared.caller.node(host) == before)
            let refused = try await shared.events.event("claim.refused") { $0.claimRefused.instanceUuid == uuid }
            #expect(refused.event.claimRefused.shortfalls.count == 3)
        }

        @Test("A deleted instance gives back what it held, and is gone")
        func updateToDeleted() async throws {
            let shared = try await SharedSite.get()
            let (host, uuid) = (Fixture.host(), Fixture.uuid())
            try await shared.caller.report(host)
            var instance = Fixture.instance(uuid)
            _ = try await shared.caller.apply(
                Fixture.claim(host, instance), Berth_Tracker_V1_ClaimInstanceResponse.self)
            instance.vmState = "active"
            let active = try await shared.caller.apply(
                Fixture.update(host, instance), Berth_Tracker_V1_UpdateInstanceResponse.self)
            #expect(active.tracked && !active.released)
            _ = try await shared.events.event("instance.changed") {
                $0.instanceChanged.instance.uuid == uuid && $0.instanceChanged.instance.vmState == "active"
            }
            let get = try Call(
                .getInstance, host,
                Berth_Tracker_V1_GetInstanceRequest.with {
                    $0.host = host
                    $0.instanceUuid = uuid
                })
            let found = try await shared.caller.apply(get, Berth_Tracker_V1_GetInstanceResponse.self)
            #expect(found.grants.map(\.instanceUuid) == [uuid])
            instance.vmState = "deleted"
            instance.deleted = true
            let deleted = try await shared.caller.apply(
                Fixture.update(host, instance), Berth_Tracker_V1_UpdateInstanceResponse.self)
            #expect(deleted.released)
            #expect(try await shared.caller.node(host).node.usage.runningVms == 0)
            let released = try await shared.events.event("claim.released") {
                $0.claimReleased.grant.instanceUuid == uuid
            }
            #expect(released.event.claimReleased.cause == "deleted")
            let gone = try await shared.caller.call(get.with { $0.properties.messageID = Fixture.uuid() })
            #expect(gone.code == .notFound)
        }

        @Test("A list of nodes comes in pages, each node once, from the queue of the shard")
        func list() async throws {
            let shared = try await SharedSite.get()
            let hosts = Set((0..<5).map { _ in Fixture.host("page") })
            for host in hosts { try await shared.caller.report(host) }
            var found: [String] = []
            var token = ""
            repeat {
                let request = Berth_Tracker_V1_ListNodesRequest.with {
                    $0.pageSize = 2
                    $0.pageToken = token
                }
                let call = try Call(.listNodes, "berth.requests.main", request).with { $0.exchange = "" }
                let page = try await shared.caller.apply(call, Berth_Tracker_V1_ListNodesResponse.self)
                #expect(page.nodes.count <= 2)
                found += page.nodes.map(\.host)
                token = page.nextPageToken
            } while !token.isEmpty
            #expect(found.filter(hosts.contains).count == 5)
            #expect(Set(found).isSuperset(of: hosts))
            #expect(Set(found).count == found.count)
        }

        @Test("A question whether an instance fits is answered for each node, and holds nothing")
        func checkFit() async throws {
            let shared = try await SharedSite.get()
            let host = Fixture.host()
            try await shared.caller.report(host, Fixture.inventory(vcpus: 4))
            func fit(vcpus: Int64) async throws -> Berth_Tracker_V1_NodeFit? {
                let request = Berth_Tracker_V1_CheckFitRequest.with {
                    $0.host = host
                    $0.nodes = [host]
                    $0.instance = Fixture.instance(Fixture.uuid(), vcpus: vcpus)
                }
                let call = try Call(.checkFit, host, request)
                return try await shared.caller.apply(call, Berth_Tracker_V1_CheckFitResponse.self).fits.first
            }
            #expect(try await fit(vcpus: 4)?.fits == true)
            let refused = try await fit(vcpus: 5)
            #expect(refused?.fits == false)
            #expect(refused?.shortfalls.map(\.resource) == ["VCPU"])
            #expect(try await shared.caller.node(host).node.usage.vcpusUsed == 0)
        }

        @Test("Failed builds are counted on their node until one succeeds")
        func buildResults() async throws {
            let shared = try await SharedSite.get()
            let host = Fixture.host()
            try await shared.caller.report(host)
            func report(_ succeeded: Bool) async throws -> Int64 {
                let request = Berth_Tracker_V1_ReportBuildResultRequest.with {
                    $0.host = host
                    $0.node = host
                    $0.instanceUuid = Fixture.uuid()
                    $0.succeeded = succeeded
                }
                let call = try Call(.reportBuildResult, host, request)
                return try await shared.caller.apply(call, Berth_Tracker_V1_ReportBuildResultResponse.self)
                    .failedBuilds
            }
            #expect(try await report(false) == 1)
            #expect(try await report(false) == 2)
            #expect(try await report(true) == 0)
        }

        @Test("A lease that nobody renews ends by itself and frees what it held")
        func lease() async throws {
            let shared = try await SharedSite.get()
            let (host, uuid) = (Fixture.host(), Fixture.uuid())
            try await shared.caller.report(host)
            let claim = try Fixture.claim(host, Fixture.instance(uuid), leaseMilliseconds: 300)
            let granted = try await shared.caller.apply(claim, Berth_Tracker_V1_ClaimInstanceResponse.self)
            #expect(granted.grant.hasLeaseEndTime)
            let released = try await shared.events.event("claim.released") {
                $0.claimReleased.grant.instanceUuid == uuid
            }
            #expect(released.event.claimReleased.cause == "lease_ended")
            #expect(try await shared.caller.node(host).node.usage.vcpusUsed == 0)
        }

        @Test("Named units are given to one claim each, and the claim after the last unit is refused")
        func namedUnits() async throws {
            let shared = try await SharedSite.get()
            let host = Fixture.host()
            try await shared.caller.report(host, Fixture.inventory(units: ["a", "b"]))
            var units: [String] = []
            for _ in 0..<2 {
                let claim = try Fixture.claim(host, Fixture.instance(Fixture.uuid()), units: 1)
                let response = try await shared.caller.apply(claim, Berth_Tracker_V1_ClaimInstanceResponse.self)
                units += response.grant.resources.flatMap(\.units).map(\.identifier)
            }
            #expect(units == ["a", "b"])
            let third = try await shared.caller.call(
                Fixture.claim(host, Fixture.instance(Fixture.uuid()), units: 1))
            #expect(third.code == .resourceExhausted)
            #expect(third.details?.shortfalls.map(\.resource) == ["CUSTOM_LICENCE"])
        }

        @Test("A disabled node takes no claims, and says so to subscribers")
        func disabledNode() async throws {
            let shared = try await SharedSite.get()
            let host = Fixture.host()
            try await shared.caller.report(host)
            let disable = Call(
                .setNodeEnabled, host, json: #"{"host":"\#(host)","node":"\#(host)","enabled":false,"reason":"fan"}"#)
            #expect(try await shared.caller.call(disable).code == .ok)
            let claim = try await shared.caller.call(Fixture.claim(host, Fixture.instance(Fixture.uuid())))
            #expect(claim.code == .failedPrecondition)
            let event = try await shared.events.event("node.changed") {
                $0.nodeChanged.node.host == host && $0.nodeChanged.change == .disabled
            }
            #expect(event.event.nodeChanged.node.disableReason == "fan")
        }
    }
}

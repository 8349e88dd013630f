import AMQP
import EndToEndTestSupport
import Testing
import Wire

extension SharedWorkerTests {
    @Suite struct Events {
        @Test("Events are CloudEvents with the sequence of their shard and the trace of their request")
        func headers() async throws {
            let shared = try await SharedSite.get()
            let (host, uuid) = (Fixture.host(), Fixture.uuid())
            try await shared.caller.report(host)
            let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
            let claim = try Fixture.claim(host, Fixture.instance(uuid)).with {
                $0.properties.headers = ["traceparent": .string(trace), "tracestate": "vendor=1"]
            }
            let reply = try await shared.caller.call(claim)
            #expect(reply.properties.headers[HeaderName.traceParent]?.text == trace)
            let item = try await shared.events.event("claim.confirmed") {
                $0.claimConfirmed.grant.instanceUuid == uuid
            }
            let headers = item.properties.headers
            #expect(headers[HeaderName.cloudEventsSpecVersion]?.text == "1.0")
            #expect(headers[HeaderName.cloudEventsID]?.text == item.event.id)
            #expect(headers[HeaderName.cloudEventsSource]?.text == "/berth/main")
            #expect(headers[HeaderName.cloudEventsType]?.text == "berth.claim.confirmed")
            #expect(headers[HeaderName.cloudEventsSubject]?.text == "\(host)/\(host)")
            #expect(headers[HeaderName.cloudEventsTime]?.text?.hasSuffix("Z") == true)
            #expect(headers[HeaderName.sequence]?.integer == item.event.sequence)
            #expect(headers[HeaderName.position]?.integer == reply.position)
            #expect(headers[HeaderName.traceParent]?.text == trace)
            #expect(item.properties.messageID == item.event.id)
            #expect(item.properties.persistent)
            #expect(item.event.projectID == "billing")
        }

        @Test("The last usage that is told of a node is the usage that the node has")
        func usage() async throws {
            let shared = try await SharedSite.get()
            let host = Fixture.host()
            try await shared.caller.report(host)
            for _ in 0..<8 {
                _ = try await shared.caller.apply(
                    Fixture.claim(host, Fixture.instance(Fixture.uuid(), vcpus: 1)),
                    Berth_Tracker_V1_ClaimInstanceResponse.self)
            }
            let item = try await shared.events.event("usage.updated") {
                $0.host == host && $0.usageUpdated.usage.vcpusUsed == 8
            }
            #expect(item.routingKey == "usage.updated.\(host)")
            #expect(item.event.usageUpdated.usage == (try await shared.caller.node(host).node.usage))
        }

        @Test("All events of the shard have come in sequence, without a gap and without a contradiction")
        func sequence() async throws {
            let shared = try await SharedSite.get()
            let (host, uuid) = (Fixture.host(), Fixture.uuid())
            try await shared.caller.report(host)
            _ = try await shared.caller.call(Fixture.claim(host, Fixture.instance(uuid)))
            _ = try await shared.events.event("claim.confirmed") { $0.claimConfirmed.grant.instanceUuid == uuid }
            let seen = shared.events.seen.value
            #expect(seen.taken.map(\.event.sequence) == Array(1...seen.last))
            #expect(seen.contradictions.isEmpty && seen.unreadable == 0)
            #expect(Set(seen.taken.map(\.event.id)).count == seen.taken.count)
        }
    }
}

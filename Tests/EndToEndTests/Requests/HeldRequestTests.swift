import AMQP
import EndToEndTestSupport
import SwiftProtobuf
import Testing
import Wire

extension SharedWorkerTests {
    @Suite struct HeldRequests {
        private static func disable(_ host: String) throws -> Call {
            let request = Berth_Tracker_V1_SetNodeEnabledRequest.with {
                $0.host = host
                $0.node = host
                $0.reason = "maintenance"
            }
            return try Call(.setNodeEnabled, host, request).asCast
        }

        private static func list() throws -> Call {
            var call = try Call(
                .listHeldRequests, "berth.requests.main", Berth_Tracker_V1_ListHeldRequestsRequest())
            call.exchange = ""
            return call
        }

        @Test("A cast that came before its node is held, seen in the list, and applied with the node's report")
        func cured() async throws {
            let shared = try await SharedSite.get()
            let host = Fixture.host()
            let cast = try Self.disable(host)
            try await shared.caller.send(cast)
            let listed = try await shared.caller.apply(
                try Self.list(), Berth_Tracker_V1_ListHeldRequestsResponse.self)
            let held = try #require(listed.requests.first { $0.requestID == cast.key })
            #expect(held.subject == "node/\(host)/\(host)")
            #expect(held.reason == "NODE_NOT_FOUND")
            let waiting = try await shared.caller.outcome(cast.key, host: host)
            #expect(waiting.state == .held && waiting.hasNextAttemptTime)
            try await shared.caller.report(host)
            #expect(try await shared.caller.outcome(cast.key, host: host).state == .applied)
            #expect(try await shared.caller.node(host).node.enabled == false)
        }

        @Test("An operator tries a held request, and gives it up: it is a dead letter that can be replayed")
        func releaseAndDrop() async throws {
            let shared = try await SharedSite.get()
            let host = Fixture.host()
            let cast = try Self.disable(host)
            try await shared.caller.send(cast)
            var release = Berth_Tracker_V1_ReleaseHeldRequestRequest()
            (release.host, release.requestID) = (host, cast.key)
            let released = try await shared.caller.apply(
                try Call(.releaseHeldRequest, host, release), Berth_Tracker_V1_ReleaseHeldRequestResponse.self)
            #expect(released.state == .held && released.request.attempts == 2)
            var drop = Berth_Tracker_V1_DropHeldRequestRequest()
            (drop.host, drop.requestID) = (host, cast.key)
            _ = try await shared.caller.apply(
                try Call(.dropHeldRequest, host, drop), Berth_Tracker_V1_DropHeldRequestResponse.self)
            let letter = try await shared.dead.letter(key: cast.key)
            #expect(letter.header(HeaderName.deadReason) == "DROPPED")
            #expect(letter.body == cast.body)
            #expect(letter.properties.headers[HeaderName.attempts]?.integer == 2)
            #expect(try await shared.caller.outcome(cast.key, host: host).state == .dead)
            let again = try await shared.caller.call(try Call(.dropHeldRequest, host, drop))
            #expect(again.code == .notFound && again.reason == "REQUEST_NOT_HELD")
        }
    }
}

import AMQP
import EndToEndTestSupport
import SwiftProtobuf
import Testing
import Wire

extension SharedWorkerTests {
    @Suite struct DeadLetterReplays {
        @Test("A refused cast is parked, and applied once when it is replayed after its cause is cured")
        func replay() async throws {
            let shared = try await SharedSite.get()
            let (host, uuid) = (Fixture.host(), Fixture.uuid())
            let cast = try Fixture.claim(host, Fixture.instance(uuid)).asCast
            try await shared.caller.report(host, Fixture.inventory(vcpus: 1, memory: 1_024, disk: 5))
            try await shared.caller.send(cast)
            let letter = try await shared.dead.letter(key: cast.key)
            #expect(letter.header(HeaderName.deadReason) == "REFUSED_CAST")
            #expect(letter.body == cast.body)
            #expect(letter.properties.headers[HeaderName.deadStatus]?.integer == 8)
            try await shared.caller.report(host)

            // The same message again is known, and does nothing.
            try await shared.caller.send(cast)
            #expect(try await shared.caller.node(host).grants.isEmpty)

            let replay = cast.with { call in
                call.properties = letter.properties
                call.properties.headers = FieldTable(
                    letter.properties.headers.filter { !$0.key.hasPrefix("berth-dead") })
                call.properties.headers["berth-attempts"] = nil
                call.properties.headers["berth-replays"] = 1
            }
            try await shared.caller.send(replay)
            _ = try await shared.events.event("claim.confirmed") { $0.claimConfirmed.grant.instanceUuid == uuid }
            #expect(try await shared.caller.outcome(cast.key, host: host).state == .applied)
            try await shared.caller.send(replay)
            #expect(try await shared.caller.node(host).grants.map(\.instanceUuid) == [uuid])
        }
    }
}

import AMQP
import EndToEndTestSupport
import SwiftProtobuf
import Testing
import Wire

extension SharedWorkerTests {
    @Suite struct Rehearsals {
        @Test("A rehearsal tells facts, reply and usage before and after, and changes nothing")
        func accepted() async throws {
            let shared = try await SharedSite.get()
            let host = Fixture.host()
            try await shared.caller.report(host)
            let before = try await shared.caller.node(host)
            let claim = try Fixture.claim(host, Fixture.instance(Fixture.uuid()))
            let reply = try await shared.caller.call(claim.with { $0.properties.headers = ["berth-rehearse": "1"] })
            let rehearsal = try reply.read(Berth_Tracker_V1_Rehearsal.self)
            #expect(reply.code == .ok && reply.isRehearsal)
            #expect(rehearsal.status == 0 && !rehearsal.facts.isEmpty)
            #expect(rehearsal.usageBefore.vcpusUsed == 0 && rehearsal.usageAfter.vcpusUsed == 2)
            #expect(try Berth_Tracker_V1_ClaimInstanceResponse(unpackingAny: rehearsal.reply).grant.vcpus == 2)
            #expect(try await shared.caller.node(host) == before)
            #expect(try await shared.caller.outcome(claim.key, host: host).state == .neverSeen)
            let real = try await shared.caller.call(claim)
            #expect(real.code == .ok && !real.isReplayed && !real.isRehearsal)
        }

        @Test("The rehearsal of a claim that does not fit tells the shortfalls")
        func refused() async throws {
            let shared = try await SharedSite.get()
            let host = Fixture.host()
            try await shared.caller.report(host, Fixture.inventory(vcpus: 1))
            let claim = try Fixture.claim(host, Fixture.instance(Fixture.uuid()))
            let reply = try await shared.caller.call(claim.with { $0.properties.headers = ["berth-rehearse": "1"] })
            let rehearsal = try reply.read(Berth_Tracker_V1_Rehearsal.self)
            #expect(reply.code == .ok && reply.isRehearsal)
            #expect(rehearsal.status == StatusCode.resourceExhausted.rawValue)
            #expect(rehearsal.shortfalls.map(\.resource) == ["VCPU"])
        }

        @Test("A rehearsal as a cast is parked and never applied")
        func asCast() async throws {
            let shared = try await SharedSite.get()
            let host = Fixture.host()
            let cast = try Fixture.report(host).asCast.with { $0.properties.headers = ["berth-rehearse": "1"] }
            try await shared.caller.send(cast)
            let letter = try await shared.dead.letter(key: cast.key)
            #expect(letter.header(HeaderName.deadReason) == "UNDECODABLE")
            #expect(try await shared.caller.call(Fixture.getNode(host)).code == .notFound)
        }

        @Test("A misspelt rehearsal is refused, and never applied", arguments: ["0", "yes", "true"])
        func misspelt(value: String) async throws {
            let shared = try await SharedSite.get()
            let host = Fixture.host()
            let call = try Fixture.report(host).with { $0.properties.headers = ["berth-rehearse": .string(value)] }
            #expect(try await shared.caller.call(call).reason == "MALFORMED_HEADER")
            #expect(try await shared.caller.call(Fixture.getNode(host)).code == .notFound)
        }
    }
}

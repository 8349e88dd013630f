import AMQP
import EndToEndTestSupport
import SwiftProtobuf
import Testing
import Wire

extension SharedWorkerTests {
    @Suite struct Outcomes {
        @Test("A key that was never sent is reported as never seen")
        func neverSeen() async throws {
            let shared = try await SharedSite.get()
            let outcome = try await shared.caller.outcome(Fixture.uuid(), host: Fixture.host())
            #expect(outcome.state == .neverSeen && outcome.position == 0)
        }

        @Test("The outcome of an applied request holds the recorded reply")
        func applied() async throws {
            let shared = try await SharedSite.get()
            let host = Fixture.host()
            try await shared.caller.report(host)
            let claim = try Fixture.claim(host, Fixture.instance(Fixture.uuid()))
            let reply = try await shared.caller.call(claim)
            let outcome = try await shared.caller.outcome(claim.key, host: host)
            #expect(outcome.state == .applied && outcome.status == 0)
            #expect(outcome.position == reply.position && outcome.method == Method.claimInstance.path)
            let recorded = try Berth_Tracker_V1_ClaimInstanceResponse(unpackingAny: outcome.reply)
            #expect(recorded == (try reply.read(Berth_Tracker_V1_ClaimInstanceResponse.self)))
        }

        @Test("The outcome of a refused request holds status and shortfalls")
        func refused() async throws {
            let shared = try await SharedSite.get()
            let host = Fixture.host()
            try await shared.caller.report(host, Fixture.inventory(vcpus: 1))
            let claim = try Fixture.claim(host, Fixture.instance(Fixture.uuid()))
            _ = try await shared.caller.call(claim)
            let outcome = try await shared.caller.outcome(claim.key, host: host)
            #expect(outcome.state == .refused && outcome.status == StatusCode.resourceExhausted.rawValue)
            #expect(outcome.shortfalls.map(\.resource) == ["VCPU"])
        }

        @Test("The outcome of a refused cast is dead, and that of a late call turned away")
        func deadAndTurnedAway() async throws {
            let shared = try await SharedSite.get()
            let host = Fixture.host()
            try await shared.caller.report(host, Fixture.inventory(vcpus: 1))
            let cast = try Fixture.claim(host, Fixture.instance(Fixture.uuid())).asCast
            try await shared.caller.send(cast)
            _ = try await shared.dead.letter(key: cast.key)
            let dead = try await shared.caller.outcome(cast.key, host: host)
            #expect(dead.state == .dead && dead.status == StatusCode.resourceExhausted.rawValue)
            let late = try Fixture.report(host).with {
                $0.properties.headers = ["grpc-timeout": "5S", "timestamp_in_ms": 1_700_000_000_000]
            }
            #expect(try await shared.caller.call(late).code == .deadlineExceeded)
            #expect(try await shared.caller.outcome(late.key, host: host).state == .turnedAway)
        }
    }
}

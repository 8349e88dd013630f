import AMQP
import EndToEndTestSupport
import SwiftProtobuf
import Testing
import Wire

extension SharedWorkerTests {
    @Suite struct RepeatedRequests {
        @Test("The same request under the same key gets the recorded reply, and holds nothing twice")
        func sameRequest() async throws {
            let shared = try await SharedSite.get()
            let host = Fixture.host()
            try await shared.caller.report(host)
            let claim = try Fixture.claim(host, Fixture.instance(Fixture.uuid()))
            let first = try await shared.caller.call(claim)
            let second = try await shared.caller.call(claim)
            #expect(first.code == .ok && !first.isReplayed)
            #expect(second.code == .ok && second.isReplayed)
            #expect(second.body == first.body && second.position == first.position)
            #expect(try await shared.caller.node(host).node.usage.vcpusUsed == 2)
        }

        @Test("A refused request under the same key gets the recorded refusal, also when it would fit by now")
        func sameRefusal() async throws {
            let shared = try await SharedSite.get()
            let host = Fixture.host()
            try await shared.caller.report(host, Fixture.inventory(vcpus: 1))
            let claim = try Fixture.claim(host, Fixture.instance(Fixture.uuid()))
            #expect(try await shared.caller.call(claim).code == .resourceExhausted)
            try await shared.caller.report(host, Fixture.inventory(vcpus: 8))
            let again = try await shared.caller.call(claim)
            #expect(again.code == .resourceExhausted && again.isReplayed)
            #expect(try await shared.caller.node(host).node.usage.vcpusUsed == 0)
        }

        @Test("A key that was used for another request is refused, and the first request stays applied")
        func reusedKey() async throws {
            let shared = try await SharedSite.get()
            let host = Fixture.host()
            try await shared.caller.report(host)
            let claim = try Fixture.claim(host, Fixture.instance(Fixture.uuid()))
            #expect(try await shared.caller.call(claim).code == .ok)
            let other = try Fixture.claim(host, Fixture.instance(Fixture.uuid(), vcpus: 3), key: claim.key)
            let reply = try await shared.caller.call(other)
            #expect(reply.code == .invalidArgument && reply.reason == "IDEMPOTENCY_KEY_REUSED")
            #expect(try await shared.caller.node(host).node.usage.vcpusUsed == 2)
            let cast = try Fixture.claim(host, Fixture.instance(Fixture.uuid(), vcpus: 4), key: claim.key).asCast
            try await shared.caller.send(cast)
            let letter = try await shared.dead.letter(cast.body, "with the reused key")
            #expect(letter.header(HeaderName.deadReason) == "REFUSED_CAST")
            #expect(try await shared.caller.call(claim).isReplayed)
        }

        @Test("JSON with its members in another order is the same request")
        func memberOrder() async throws {
            let shared = try await SharedSite.get()
            let (host, uuid, key) = (Fixture.host(), Fixture.uuid(), Fixture.uuid())
            try await shared.caller.report(host)
            let flavor = #""flavor":{"vcpus":1,"memoryMb":"512","extraSpecs":{"a":"1","b":"2"}}"#
            let shuffled = #""flavor": {"extra_specs":{"b":"2","a":"1"}, "memory_mb":512, "vcpus":"1"}"#
            let first = #"{"host":"\#(host)","node":"\#(host)","instance":{"uuid":"\#(uuid)",\#(flavor)}}"#
            let second = #"{"instance":{\#(shuffled),"uuid":"\#(uuid)"}, "node":"\#(host)","host":"\#(host)" }"#
            let granted = try await shared.caller.call(Call(.claimInstance, host, json: first, key: key))
            let again = try await shared.caller.call(Call(.claimInstance, host, json: second, key: key))
            #expect(granted.code == .ok)
            #expect(again.isReplayed && again.body == granted.body)
            let other = second.replacing(#""vcpus":"1""#, with: #""vcpus":"2""#)
            let reply = try await shared.caller.call(Call(.claimInstance, host, json: other, key: key))
            #expect(reply.reason == "IDEMPOTENCY_KEY_REUSED")
        }

        @Test("A second claim of an instance under another key is told what is held already")
        func alreadyClaimed() async throws {
            let shared = try await SharedSite.get()
            let host = Fixture.host()
            try await shared.caller.report(host)
            let instance = Fixture.instance(Fixture.uuid())
            let first = try Fixture.claim(host, instance)
            #expect(try await shared.caller.call(first).code == .ok)
            let second = try await shared.caller.call(Fixture.claim(host, instance))
            #expect(second.code == .alreadyExists)
            #expect(second.details?.grants.map(\.claimRequestID) == [first.key])
        }
    }
}

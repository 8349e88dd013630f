import AMQP
import EndToEndTestSupport
import Foundation
import Testing
import Wire
import Worker

extension SharedWorkerTests {
    @Suite struct ReplyAddresses {
        @Test("A forged direct reply address costs nobody else a reply, and the request is applied")
        func forgedAddress() async throws {
            let shared = try await SharedSite.get()
            let direct = try await Caller.open(shared.site.url, isDirect: true)
            let hosts = (0..<3).map { _ in Fixture.host("forged") }
            for host in hosts {
                let forged = try Fixture.report(host).with {
                    $0.properties.replyTo =
                        "amq.rabbitmq.reply-to.g1h2AA5yZXBseUAxMjM0NTY3OAAAAAAAAAAB.\(Fixture.uuid())"
                }
                try await shared.caller.send(forged)
                #expect(try await shared.caller.node(host).node.host == host)
                let call = try Fixture.report(Fixture.host())
                #expect(try await direct.call(call).code == .ok)
            }
            await direct.close()
        }

        @Test(
            "A reply address that is one of Berth's own queues is refused and parked",
            arguments: ["berth.requests.main", "berth.dead", "berth.owner.main"])
        func ownQueue(_ queue: String) async throws {
            let shared = try await SharedSite.get()
            let host = Fixture.host()
            let bad = try Fixture.report(host).with { $0.properties.replyTo = queue }
            try await shared.caller.send(bad)
            let letter = try await shared.dead.letter(key: bad.key)
            #expect(letter.header(HeaderName.deadReason) == "UNDECODABLE")
            #expect(try await shared.caller.call(Fixture.getNode(host)).code == .notFound)
        }

        @Test("When the reply queue is gone the effect stays, the log says so, and the outcome can be asked for")
        func goneQueue() async throws {
            let shared = try await SharedSite.get()
            let host = Fixture.host()
            let call = try Fixture.report(host).with { $0.properties.replyTo = "gone-\(Fixture.uuid())" }
            try await shared.caller.send(call)
            try await shared.worker.line(.replyDropped)
            #expect(try await shared.caller.node(host).node.host == host)
            let outcome = try await shared.caller.outcome(call.key, host: host)
            #expect(outcome.state == .applied)
        }
    }
}

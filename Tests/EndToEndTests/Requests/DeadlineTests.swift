import AMQP
import EndToEndTestSupport
import Foundation
import Testing
import Wire

extension SharedWorkerTests {
    @Suite struct Deadlines {
        /// Now, in whole seconds since 1970.
        private var now: UInt64 { UInt64(Date().timeIntervalSince1970) }

        @Test(
            "A request past its deadline is told so and not applied",
            arguments: ["grpc-timeout", "timestamp_in_ms", "expiration"])
        func late(by means: String) async throws {
            let shared = try await SharedSite.get()
            let host = Fixture.host()
            let minuteAgo = now - 60
            let call = try Fixture.report(host).with { call in
                call.properties.timestampSeconds = minuteAgo
                switch means {
                case "expiration": call.properties.expiration = "30000"
                case "grpc-timeout": call.properties.headers = ["grpc-timeout": "5S"]
                default:
                    call.properties.timestampSeconds = nil
                    call.properties.headers = [
                        "grpc-timeout": "5S", "timestamp_in_ms": .int64(Int64(minuteAgo) * 1_000),
                    ]
                }
            }
            let reply = try await shared.caller.call(call)
            #expect(reply.code == .deadlineExceeded && reply.reason == "DEADLINE_EXCEEDED")
            #expect(try await shared.caller.call(Fixture.getNode(host)).code == .notFound)
        }

        @Test("A late cast is parked as too late")
        func lateCast() async throws {
            let shared = try await SharedSite.get()
            let host = Fixture.host()
            let sent = now - 60
            let cast = try Fixture.report(host).asCast.with {
                $0.properties.timestampSeconds = sent
                $0.properties.headers = ["grpc-timeout": "5S"]
            }
            try await shared.caller.send(cast)
            let letter = try await shared.dead.letter(key: cast.key)
            #expect(letter.header(HeaderName.deadReason) == "TOO_LATE")
            #expect(letter.properties.headers[HeaderName.deadStatus]?.integer == 4)
            #expect(try await shared.caller.call(Fixture.getNode(host)).code == .notFound)
        }

        @Test("A request within its deadline is applied, and so is one that was turned away and comes with more time")
        func inTime() async throws {
            let shared = try await SharedSite.get()
            let host = Fixture.host()
            let sent = now
            let late = try Fixture.report(host).with {
                $0.properties.timestampSeconds = sent - 60
                $0.properties.headers = ["grpc-timeout": "5S"]
            }
            #expect(try await shared.caller.call(late).code == .deadlineExceeded)
            let anew = late.with {
                $0.properties.timestampSeconds = sent
                $0.properties.headers = ["grpc-timeout": "1M"]
            }
            #expect(try await shared.caller.call(anew).code == .ok)
            #expect(try await shared.caller.node(host).node.host == host)
        }

        @Test("A request older than keys are kept is refused, and so is one from the future")
        func age() async throws {
            let shared = try await SharedSite.get()
            let host = Fixture.host()
            let moment = now
            func send(_ seconds: UInt64) async throws -> Reply {
                try await shared.caller.call(Fixture.report(host).with { $0.properties.timestampSeconds = seconds })
            }
            #expect(try await send(moment - 3 * 86_400 - 60).reason == "REQUEST_TOO_OLD")
            #expect(try await send(moment + 360).reason == "TIMESTAMP_AHEAD")
            #expect(try await shared.caller.call(Fixture.getNode(host)).code == .notFound)
            #expect(try await send(moment - 3 * 86_400 + 60).code == .ok)
            #expect(try await send(moment + 240).code == .ok)
        }
    }
}

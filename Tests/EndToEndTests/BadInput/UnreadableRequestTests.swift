import AMQP
import EndToEndTestSupport
import Testing
import Wire

extension SharedWorkerTests {
    /// Messages that are no requests: each as a call and as a cast.
    @Suite struct UnreadableRequests {
        /// A way to make a good request unreadable.
        struct Fault: CustomTestStringConvertible, Sendable {
            let testDescription: String
            let code: StatusCode
            let reason: String
            var dead = "UNDECODABLE"
            let damage: @Sendable (inout Call) -> Void
        }

        static let faults = [
            Fault(testDescription: "a body of garbage", code: .invalidArgument, reason: "MALFORMED_BODY") {
                $0.body = [0xFF, 0x00, 0xFE] + Array(Fixture.uuid().utf8)
            },
            Fault(testDescription: "JSON that ends early", code: .invalidArgument, reason: "MALFORMED_BODY") {
                $0.properties.contentType = "application/json"
                $0.body = Array(#"{"host":"\#(Fixture.uuid())"#.utf8)
            },
            Fault(testDescription: "an unknown JSON field", code: .invalidArgument, reason: "UNKNOWN_FIELD") {
                $0.properties.contentType = "application/json"
                $0.body = Array(#"{"host":"h","nood":"\#(Fixture.uuid())"}"#.utf8)
            },
            Fault(
                testDescription: "a content type that nobody reads", code: .invalidArgument,
                reason: "UNKNOWN_CONTENT_TYPE"
            ) { $0.properties.contentType = "text/xml" },
            Fault(testDescription: "an unknown method", code: .unimplemented, reason: "UNKNOWN_METHOD") {
                $0.properties.type = "/berth.tracker.v1.ResourceTracker/MakeCoffee"
            },
            Fault(testDescription: "no method", code: .unimplemented, reason: "UNKNOWN_METHOD") {
                $0.properties.type = nil
            },
            Fault(testDescription: "no message_id", code: .invalidArgument, reason: "MALFORMED_KEY") {
                $0.properties.messageID = nil
            },
            Fault(testDescription: "a message_id of 129 characters", code: .invalidArgument, reason: "MALFORMED_KEY") {
                $0.properties.messageID = String(repeating: "k", count: 129)
            },
            Fault(testDescription: "a message_id with a blank", code: .invalidArgument, reason: "MALFORMED_KEY") {
                $0.properties.messageID = "a b"
            },
            Fault(testDescription: "an unknown berth- header", code: .invalidArgument, reason: "UNKNOWN_HEADER") {
                $0.properties.headers = ["berth-reherse": "1"]
            },
            Fault(testDescription: "a malformed deadline", code: .invalidArgument, reason: "MALFORMED_TIMEOUT") {
                $0.properties.headers = ["grpc-timeout": "soon"]
            },
            Fault(
                testDescription: "a body over 1 MiB", code: .invalidArgument, reason: "BODY_TOO_LARGE",
                dead: "OVER_LIMIT"
            ) { $0.body = Array(Fixture.uuid().utf8) + [UInt8](repeating: 0, count: 1 << 20) },
        ]

        @Test(
            "A call that cannot be read is told why and parked untouched; the next request is not affected",
            arguments: faults)
        func call(_ fault: Fault) async throws {
            let shared = try await SharedSite.get()
            let host = Fixture.host()
            let bad = try Fixture.report(host).with(fault.damage)
            let reply = try await shared.caller.call(bad)
            #expect(reply.code == fault.code)
            #expect(reply.reason == fault.reason)
            let letter = try await shared.dead.letter(bad.body, fault.testDescription)
            #expect(letter.header(HeaderName.deadReason) == fault.dead)
            #expect(letter.properties.headers[HeaderName.deadStatus]?.integer == Int64(fault.code.rawValue))
            #expect(!letter.header(HeaderName.deadMessage).isEmpty)
            #expect(letter.header(HeaderName.deadTime).hasSuffix("Z"))
            #expect(letter.header(HeaderName.deadWorker).hasPrefix("berthd/"))
            #expect(letter.properties.headers[HeaderName.attempts]?.integer == 1)
            #expect(letter.properties.headers[HeaderName.replays]?.integer == 0)
            #expect(letter.routingKey == host)
            #expect(letter.properties.messageID == bad.properties.messageID)
            #expect(letter.properties.type == bad.properties.type)
            #expect(try await shared.caller.call(Fixture.getNode(host)).code == .notFound)
        }

        @Test("A cast that cannot be read is parked untouched; the next request is not affected", arguments: faults)
        func cast(_ fault: Fault) async throws {
            let shared = try await SharedSite.get()
            let host = Fixture.host()
            let bad = try Fixture.report(host).with(fault.damage).asCast
            try await shared.caller.send(bad)
            let letter = try await shared.dead.letter(bad.body, fault.testDescription)
            #expect(letter.header(HeaderName.deadReason) == fault.dead)
            #expect(try await shared.caller.call(Fixture.getNode(host)).code == .notFound)
        }

        @Test("A request whose headers are too large to take more is answered, and parked by the broker as it is")
        func largeHeaders() async throws {
            let shared = try await SharedSite.get()
            let host = Fixture.host()
            let bad = try Fixture.report(host).with {
                $0.properties.headers = ["padding": .string(String(repeating: "x", count: 40_000))]
            }
            let reply = try await shared.caller.call(bad)
            #expect(reply.code == .invalidArgument && reply.reason == "HEADERS_TOO_LARGE")
            let letter = try await shared.dead.letter(bad.body)
            #expect(letter.properties.headers[HeaderName.deadReason] == nil)
            #expect(letter.header("x-first-death-reason") == "rejected")
            #expect(try await shared.caller.call(Fixture.getNode(host)).code == .notFound)
        }

        @Test("Headers on which the broker would act are kept under other names in the dead letter")
        func brokerHeaders() async throws {
            let shared = try await SharedSite.get()
            let bad = try Fixture.report(Fixture.host()).with {
                $0.body = Array(Fixture.uuid().utf8)
                $0.properties.contentType = "application/json"
                $0.properties.userID = "guest"
                $0.properties.expiration = "600000"
                $0.properties.headers = [
                    "x-delay": 5, "metadata": "kept", "nested": .table(["a": .array([1])]),
                ]
            }.asCast
            try await shared.caller.send(bad)
            let letter = try await shared.dead.letter(bad.body)
            #expect(letter.properties.expiration == nil && letter.properties.userID == nil)
            #expect(letter.header("berth-original-user_id") == "guest")
            #expect(letter.header("berth-original-expiration") == "600000")
            #expect(letter.properties.headers["berth-original-x-delay"]?.integer == 5)
            #expect(letter.properties.headers["x-delay"] == nil)
            #expect(letter.header("metadata") == "kept")
            #expect(letter.properties.headers["nested"] == .table(["a": .array([1])]))
        }
    }
}

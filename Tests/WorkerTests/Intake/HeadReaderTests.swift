import AMQP
import Testing
import Wire

@testable import Worker

@Suite("Properties and headers of a request")
struct HeadReaderTests {
    private func head(_ change: (inout MessageProperties) -> Void) throws(IntakeProblem) -> RequestHead {
        var properties = MessageProperties()
        properties.type = Wire.Method.claimInstance.path
        properties.messageID = "k"
        change(&properties)
        return try HeadReader(properties: properties, names: BrokerNames(), nowNanoseconds: Samples.now).read()
    }

    private func reason(_ change: (inout MessageProperties) -> Void) -> String {
        do {
            _ = try head(change)
            return "none"
        } catch {
            return error.reason
        }
    }

    @Test("A request with type and message_id alone is a protobuf cast without deadline")
    func least() throws {
        let head = try head { _ in }
        #expect(head.key == "k" && head.method == .tracker(.claimInstance) && head.form == .protobuf)
        #expect(head.replyAddress == nil && head.deadlineNanoseconds == nil && head.sentSeconds == nil)
        #expect(head.replays == 0 && !head.isRehearsal && head.caller == Caller())
    }

    @Test("Everything a caller may say is taken over")
    func most() throws {
        let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        let head = try head {
            $0.contentType = "Application/JSON; charset=utf-8"
            $0.replyTo = "answers"
            $0.correlationID = "c"
            $0.userID = "nova"
            $0.appID = "conductor"
            $0.timestampSeconds = 1_700_000_000
            $0.headers = [
                "berth-rehearse": "1", "traceparent": .string(trace), "tracestate": "a=b", "berth-replays": .int64(3),
                "x-other": "y",
            ]
        }
        #expect(head.form == .json && head.isRehearsal && head.replays == 3)
        #expect(head.replyAddress == ReplyAddress(queue: "answers", correlationID: "c"))
        #expect(head.sentSeconds == 1_700_000_000)
        #expect(
            head.caller == Caller(user: "nova", application: "conductor", traceParent: trace, traceState: "a=b"))
    }

    @Test("What is missing or misspelt is refused by its own reason, never guessed")
    func refused() {
        #expect(reason { $0.type = nil } == "UNKNOWN_METHOD")
        #expect(reason { $0.type = "/berth.tracker.v2.ResourceTracker/ClaimInstance" } == "UNKNOWN_METHOD")
        #expect(reason { $0.messageID = nil } == "MALFORMED_KEY")
        #expect(reason { $0.messageID = String(repeating: "k", count: 129) } == "MALFORMED_KEY")
        #expect(reason { $0.messageID = String(repeating: "k", count: 128) } == "none")
        #expect(reason { $0.messageID = "with blank" } == "MALFORMED_KEY")
        #expect(reason { $0.contentType = "text/plain" } == "UNKNOWN_CONTENT_TYPE")
        #expect(reason { $0.headers["berth-rehearsal"] = "1" } == "UNKNOWN_HEADER")
        #expect(reason { $0.headers["Berth-Rehearse"] = "1" } == "UNKNOWN_HEADER")
        #expect(reason { $0.headers["berth-original-user_id"] = "u" } == "none")
        #expect(reason { $0.headers["grpc-timeout"] = "soon" } == "MALFORMED_TIMEOUT")
        #expect(reason { $0.headers["grpc-timeout"] = .int64(5) } == "MALFORMED_TIMEOUT")
        #expect(reason { $0.headers["berth-rehearse"] = "1" } == "REHEARSAL_WITHOUT_REPLY")
        for value in ["0", "true", ""] as [FieldValue] + [.int64(2), .boolean(true), .void] {
            let found = reason {
                $0.replyTo = "answers"
                $0.headers["berth-rehearse"] = value
            }
            #expect(found == "MALFORMED_HEADER", "\(value)")
        }
    }

    @Test(
        "A reply must not go to a queue of Berth's own",
        arguments: ["berth.requests.main", "berth.owner.x", "berth.dead"])
    func ownQueues(_ queue: String) {
        #expect(reason { $0.replyTo = queue } == "FORBIDDEN_REPLY_ADDRESS")
    }

    @Test("A queue with a similar name is a caller's own, and an empty address is none")
    func otherQueues() throws {
        #expect(try head { $0.replyTo = "berth.requests-of-mine" }.replyAddress != nil)
        #expect(try head { $0.replyTo = "" }.replyAddress == nil)
    }

    @Test("A deadline counts from the milliseconds, else from the end of the time stamp's second, else from intake")
    func deadlines() throws {
        let second: Int64 = 1_000_000_000
        #expect(try head { $0.headers["grpc-timeout"] = "5S" }.deadlineNanoseconds == Samples.now + 5 * second)
        let stamped = try head {
            $0.headers["grpc-timeout"] = "200m"
            $0.timestampSeconds = 1_700_000_000
        }
        #expect(stamped.deadlineNanoseconds == Samples.now + second + 200_000_000)
        let exact = try head {
            $0.headers["grpc-timeout"] = "1S"
            $0.headers["timestamp_in_ms"] = .int64(1_700_000_000_250)
            $0.timestampSeconds = 1_700_000_000
        }
        #expect(exact.deadlineNanoseconds == Samples.now + 1_250_000_000)
    }

    @Test("Of timeout and expiration the earlier one counts; an expiration that is no number says nothing")
    func expiration() throws {
        let both = { (timeout: String, expiration: String) throws in
            try head {
                $0.headers["grpc-timeout"] = .string(timeout)
                $0.expiration = expiration
            }.deadlineNanoseconds
        }
        #expect(try both("5S", "2000") == Samples.now + 2_000_000_000)
        #expect(try both("1S", "2000") == Samples.now + 1_000_000_000)
        #expect(try both("1S", "never") == Samples.now + 1_000_000_000)
        #expect(try both("1S", "-5") == Samples.now + 1_000_000_000)
        #expect(try head { $0.expiration = "0" }.deadlineNanoseconds == Samples.now)
    }

    @Test("The largest numbers give the latest deadline and never overflow")
    func overflow() throws {
        let far = try head {
            $0.headers["grpc-timeout"] = "99999999H"
            $0.headers["timestamp_in_ms"] = .int64(.max)
            $0.timestampSeconds = .max
            $0.expiration = String(Int64.max)
        }
        #expect(far.deadlineNanoseconds == .max)
        #expect(far.sentSeconds == .max, "a time beyond all bounds is not 'not said'")
    }

    @Test("Replays are a number that is not negative; nonsense counts as none")
    func replays() throws {
        let table: [(FieldValue, Int)] = [
            (.int64(2), 2), (.uint8(7), 7), (.int64(-1), 0), (.int64(.max), Int(Int32.max)), ("three", 0), (.void, 0),
        ]
        for (value, expected) in table {
            #expect(try head { $0.headers["berth-replays"] = value }.replays == expected, "\(value)")
        }
    }

    @Test("A malformed trace context is left out and decides nothing")
    func trace() throws {
        let head = try head { $0.headers = ["traceparent": "nonsense", "tracestate": "a=b"] }
        #expect(head.caller.traceParent.isEmpty && head.caller.traceState.isEmpty)
    }
}

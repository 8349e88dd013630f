import AMQP
import Testing
import Wire

@testable import Worker

@Suite("Replies")
struct ReplyBuilderTests {
    private func recorded() -> Berth_Journal_V1_RecordedReply {
        RecordedReplies.refusal(
            StatusDetails(.notFound, reason: "NODE_UNKNOWN", message: "no node ü"), form: .json,
            method: Wire.Method.getNode.path, position: 7)
    }

    private func message(_ queue: String, caller: Caller = Caller(), marks: ReplyMarks = ReplyMarks())
        -> OutgoingMessage
    {
        ReplyBuilder.message(
            id: 1, reply: recorded(), to: ReplyAddress(queue: queue, correlationID: "c"), caller: caller, marks: marks)
    }

    @Test("A vanished reply queue is noticed; a direct reply-to address must not be mandatory")
    func mandatory() {
        #expect(message("answers").mandatory)
        #expect(!message("amq.rabbitmq.reply-to.g2dkAA").mandatory)
        #expect(message("amq.rabbitmq.reply-to").mandatory)
    }

    @Test("A reply repeats correlation, type and form of its request and carries status, details and position")
    func content() throws {
        let reply = message("answers")
        #expect(reply.exchange.isEmpty && reply.routingKey == "answers")
        #expect(reply.properties.correlationID == "c" && reply.properties.type == Wire.Method.getNode.path)
        #expect(reply.properties.contentType == "application/json" && reply.properties.persistent)
        let headers = reply.properties.headers
        #expect(headers["grpc-status"] == .int32(5) && headers["grpc-message"] == "no node %C3%BC")
        #expect(headers["berth-position"] == .int64(7))
        guard case .bytes(let bytes)? = headers["grpc-status-details-bin"] else {
            Issue.record("the details are bytes")
            return
        }
        #expect(try StatusDetails(headerBytes: bytes).reason == "NODE_UNKNOWN")
        #expect(String(decoding: reply.body, as: UTF8.self).contains("NODE_UNKNOWN"))
        #expect(headers["berth-replayed"] == nil && headers["berth-rehearsal"] == nil && headers["traceparent"] == nil)
    }

    @Test("Marks and trace context are headers of their own")
    func marks() {
        let caller = Caller(traceParent: "00-a-b-01", traceState: "x=y")
        let headers = message("q", caller: caller, marks: ReplyMarks(isReplayed: true, isRehearsal: true)).properties
            .headers
        #expect(headers["berth-replayed"] == true && headers["berth-rehearsal"] == true)
        #expect(headers["traceparent"] == "00-a-b-01" && headers["tracestate"] == "x=y")
        #expect(Set(headers.keys).isSubset(of: HeaderName.replyHeaders))
    }
}

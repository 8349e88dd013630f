import AMQP
import SwiftProtobuf
import Testing
import Wire

@testable import BusClient

@Suite("Replies")
struct BusReplyTests {
    @Test("A refusal carries code, message and every detail")
    func refusal() throws {
        var details = StatusDetails(.resourceExhausted, reason: "DOES_NOT_FIT", message: "no room")
        details.shortfalls = [
            .with {
                $0.resource = "VCPU"; $0.requested = 8; $0.available = 2.5; $0.reason = "TOO_FEW"
            }
        ]
        let reply = try Self.reply([
            "grpc-status": .int32(8), "grpc-message": .string(StatusMessage.encode("no room, 100 %")),
            "grpc-status-details-bin": .bytes(details.headerBytes()), "berth-position": .int64(42),
            "berth-replayed": .boolean(true),
        ])
        #expect(reply.code == .resourceExhausted && reply.message == "no room, 100 %")
        #expect(reply.position == 42 && reply.isReplayed && !reply.isRehearsal)
        #expect(reply.details == details)
    }

    @Test(
        "A status may be written as text, as some clients and brokers do",
        arguments: [FieldValue.string("0"), .int64(0), .uint8(0)])
    func statusForms(value: FieldValue) throws {
        #expect(try Self.reply(["grpc-status": value]).code == .ok)
    }

    @Test(
        "A message without a readable status is not a reply",
        arguments: [nil, FieldValue.string("OK"), .void, .table([:])])
    func noStatus(value: FieldValue?) {
        var headers = FieldTable()
        headers["grpc-status"] = value
        #expect(throws: BusError.self) { try Self.reply(headers) }
    }

    @Test("Damaged details and unknown content types are errors, not traps")
    func damaged() {
        #expect(throws: BusError.self) {
            try Self.reply(["grpc-status": 8, "grpc-status-details-bin": .bytes([255, 255, 255])])
        }
        #expect(throws: BusError.self) { try Self.reply(["grpc-status": 0], contentType: "text/plain") }
        #expect(throws: BusError.self) {
            try Self.reply(["grpc-status": 0], body: [255]).decoded(Berth_Tracker_V1_GetNodeResponse.self)
        }
    }

    private static func reply(
        _ headers: FieldTable, contentType: String? = nil, body: [UInt8] = []
    ) throws -> BusReply {
        var properties = MessageProperties()
        properties.headers = headers
        properties.contentType = contentType
        return try BusReply(
            Delivery(
                token: DeliveryToken(epoch: 1, tag: 1), exchange: "", routingKey: "reply", properties: properties,
                body: body))
    }
}

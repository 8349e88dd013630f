import AMQP
import BusClient
import SwiftProtobuf
import Testing
import Wire

@testable import berth

@Suite("Refusals as text")
struct RefusalTextTests {
    @Test("A refusal shows code, reason and what falls short, in both forms")
    func refusal() throws {
        var details = StatusDetails(.resourceExhausted, reason: "DOES_NOT_FIT", message: "no room")
        details.shortfalls = [
            .with {
                $0.resource = "VCPU"; $0.requested = 8; $0.available = 2.5; $0.reason = "TOO_FEW"
            }
        ]
        var properties = MessageProperties()
        properties.headers = [
            "grpc-status": .int32(8), "grpc-message": .string(StatusMessage.encode("no room, 100 %")),
            "grpc-status-details-bin": .bytes(details.headerBytes()),
        ]
        let reply = try BusReply(
            Delivery(
                token: DeliveryToken(epoch: 1, tag: 1), exchange: "", routingKey: "reply", properties: properties,
                body: []))
        let text = RefusalText.people(reply)
        #expect(text.contains("RESOURCE_EXHAUSTED (DOES_NOT_FIT)"))
        #expect(text.contains("VCPU              8        2.5  TOO_FEW"))
        #expect(try RefusalText.json(reply).contains("DOES_NOT_FIT"))
    }
}

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

    @Test("A rule is never cut, and what a status is about stands in it once")
    func whole() throws {
        var details = StatusDetails(.invalidArgument, reason: "INVALID_FIELDS", message: "no")
        details.metadata = ["instance": "i-1", "alias": "gpu"]
        let rule = "must be name:count with commas between them, has \"" + String(repeating: "x", count: 64) + "\""
        let field = "instance.flavor.extra_specs[pci_passthrough:alias]"
        details.addViolation(field: field, description: rule)
        details.addResource(type: "node", name: "h/h")
        details.addResource(type: "instance", name: "i-1")
        let text = RefusalText.people(try Self.reply(details))
        #expect(text.contains("\(field)  \(rule)\n"), "\(text)")
        #expect(text.split(separator: "\n").count { $0.contains("i-1") } == 1 && text.contains("alias  gpu"))
    }

    @Test("What was asked for is a table, not the JSON that it travels as; amounts stay as they are")
    func requested() throws {
        var details = StatusDetails(.resourceExhausted, reason: "DOES_NOT_FIT", message: "no")
        details.metadata = [
            "vcpus": "4", "numa_cells": "1",
            "pci_requests": #"[{"request_id":"r-1","alias_name":"gpu","count":2,"specs":[{"matches":{"a":"b"}}]}]"#,
        ]
        let text = RefusalText.people(try Self.reply(details))
        #expect(text.contains("alias gpu      2  legacy  a=b        r-1\n"), "\(text)")
        #expect(text.contains("vcpus  4") && !text.contains("pci_requests") && !text.contains("numa_cells"))
    }

    private static func reply(_ details: StatusDetails) throws -> BusReply {
        var properties = MessageProperties()
        properties.headers = [
            "grpc-status": .int32(3), "grpc-message": .string("no"),
            "grpc-status-details-bin": .bytes(details.headerBytes()),
        ]
        return try BusReply(
            Delivery(
                token: DeliveryToken(epoch: 1, tag: 1), exchange: "", routingKey: "reply", properties: properties,
                body: []))
    }
}

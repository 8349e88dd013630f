import AMQP
import BusClient
import SwiftProtobuf
import Wire

@testable import berth

extension FuzzTarget {
    /// `grpc-status-details-bin` of a reply, as the tool reads and shows it.
    static let statusDetails = FuzzTarget(
        "status-details",
        words: ["type.googleapis.com/google.rpc.ErrorInfo", "details_left_out", "google.rpc.RetryInfo"],
        maximumBytes: 32_768, isProtobuf: true
    ) { random in
        [10] + StatusSample.details(&random).headerBytes()
    } check: { input in
        let bytes = Array(input.dropFirst())
        let details: StatusDetails
        do throws(WireError) {
            details = try StatusDetails(headerBytes: bytes)
        } catch {
            try MessageText.expectSound(error)
            return .refused
        }
        // What is written is at most so large, and says the same when it is read and written again.
        let written = details.headerBytes()
        try Defect.unless(written.count <= StatusDetails.maximumBytes, "a status of \(written.count) bytes")
        let again = try StatusDetails(headerBytes: written)
        try Defect.unlessEqual(again.headerBytes(), written, "the status")
        try Defect.unless(!details.refusalBody(.json).isEmpty, "no JSON form")
        try StatusSample.expectShown(headers: [
            HeaderName.status: .int32(details.code.rawValue), HeaderName.statusDetails: .bytes(bytes),
        ])
        return .accepted
    }

    /// The headers of a reply, whoever sent it.
    static let reply = FuzzTarget("reply", words: RandomProperties.names, maximumBytes: 40_000) { random in
        var properties = RandomProperties.properties(&random)
        properties.headers[HeaderName.status] = .int64(Int64(random.number(0...17)))
        properties.headers[HeaderName.statusDetails] = .bytes(StatusSample.details(&random).headerBytes())
        properties.contentType = nil
        while true {
            if let bytes = try? WireProperties.encode(properties) { return bytes }
            properties = MessageProperties()
            properties.headers[HeaderName.status] = "1"
        }
    } check: { input in
        guard let properties = WireProperties.decode(input) else { return .refused }
        return try StatusSample.expectShown(headers: properties.headers) ? .accepted : .refused
    }
}

private enum StatusSample {
    static func details(_ random: inout FuzzRandom) -> StatusDetails {
        var details = StatusDetails(
            random.pick(StatusCode.allCases), reason: "REASON", message: random.pick(["why", "", "é\n"]),
            metadata: ["from": "active", "to": "deleted"])
        if random.once(in: 2) { details.retryDelay = .nanoseconds(random.edge()) }
        details.addViolation(field: "instance.flavor.vcpus", description: "must be 1")
        details.addResource(type: "berth.Node", name: "h/n")
        details.addPrecondition(type: "STATE", subject: "s", description: "d")
        details.shortfalls = [
            .with {
                $0.resource = "VCPU"
                $0.requested = random.pick([1, .nan, .infinity, -1e300, Double(random.edge())])
                $0.available = Double(random.edge())
            }
        ]
        details.grants = [
            .with {
                $0.instanceUuid = "u"
                $0.vcpus = random.edge()
                $0.leaseEndTime.seconds = random.edge()
            }
        ]
        return details
    }

    /// Shows the reply as the tool does; false: the tool says that it cannot be read.
    @discardableResult
    static func expectShown(headers: FieldTable) throws -> Bool {
        var properties = MessageProperties()
        properties.headers = headers
        let delivery = Delivery(
            token: DeliveryToken(epoch: 1, tag: 1), exchange: "", routingKey: "q", properties: properties, body: [])
        let reply: BusReply
        do {
            reply = try BusReply(delivery)
        } catch {
            try MessageText.expectSound(field: "", error.message)
            return false
        }
        let text = RefusalText.people(reply)
        try Defect.unless(
            !text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0 == "\u{7F}" },
            "control characters reach the terminal")
        _ = try RefusalText.json(reply)
        return true
    }
}

import AMQP
import BrokerTestSupport
import Foundation
import Logging
import Testing

/// A configuration for tests: quick, and quiet.
func configuration(_ url: String, change: (inout ConnectionConfiguration) -> Void = { _ in }) throws
    -> ConnectionConfiguration
{
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    var configuration = ConnectionConfiguration(
        url: try BrokerURL(url), name: "test",
        // A node that starts beside a dozen others takes longer than a request waits for its connection by default.
        rpcTimeout: .seconds(120),
        recovery: RecoveryPolicy(initialDelay: .milliseconds(20), maximumDelay: .milliseconds(200)), logger: logger)
    change(&configuration)
    return configuration
}

/// A connection to a fresh virtual host of the shared broker.
func open(change: (inout ConnectionConfiguration) -> Void = { _ in }) async throws -> Connection {
    let url = try await TestBroker.shared().makeVirtualHost()
    return try await Connection.open(configuration(url, change: change))
}

enum Samples {
    /// Every property, and every header type that RabbitMQ 3.10 accepts from a client.
    static var properties: MessageProperties {
        var properties = MessageProperties()
        properties.contentType = "application/protobuf"
        properties.contentEncoding = "identity"
        properties.headers = headers
        properties.persistent = true
        properties.priority = 3
        properties.correlationID = "correlation"
        properties.replyTo = "replies"
        properties.expiration = "60000"
        properties.messageID = "m-1"
        properties.timestampSeconds = 1_700_000_000
        properties.type = "/a/B"
        properties.userID = "guest"
        properties.appID = "test"
        properties.clusterID = "cluster"
        return properties
    }

    static let headers: FieldTable = [
        "boolean": true, "int8": .int8(-8), "uint8": .uint8(8), "int16": .int16(-16), "uint16": .uint16(16),
        "int32": .int32(-32), "uint32": .uint32(32), "int64": .int64(.min), "float": .float(1.5),
        "double": .double(-2.25),
        "decimal": .decimal(scale: 2, value: 314), "string": "grüß", "bytes": .bytes([0, 255]),
        "longString": .longString([0xFF, 0xFE]), "timestamp": .timestamp(1_700_000_000), "void": .void,
        "table": .table(["a": .table(["b": .array([1, "x", .array([])])])]), "array": .array([.table([:]), true]),
        "empty": "",
    ]

    static func message(_ id: UInt64, to queue: String, body: [UInt8] = [1, 2, 3]) -> OutgoingMessage {
        var properties = MessageProperties()
        properties.messageID = "\(id)"
        properties.persistent = true
        return OutgoingMessage(id: id, exchange: "", routingKey: queue, properties: properties, body: body)
    }
}

extension Consumer {
    /// The next delivery; anything else fails the test.
    func one() async throws -> Delivery {
        guard case .deliveries(let deliveries) = await next(max: 1) else { throw Unexpected() }
        return try #require(deliveries.first)
    }
}

struct Unexpected: Error {}

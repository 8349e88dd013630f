import AMQP
import SwiftProtobuf
import Wire

/// The requests of all benchmarks: reports of 1,000 nodes, and plain claims, 100 on a node before the next one's turn.
///
/// A node after the other keeps `usage.updated`, at most one per node in 100 ms, from doubling the events: the floor
/// publishes one event per request.
struct Requests {
    /// One request as the files for the load generator hold it.
    struct Entry {
        var method: Wire.Method
        var key: String
        var host: String
        var body: [UInt8]
    }

    static let nodeCount = 1_000
    static let claimsPerTurn = 100

    private var nextClaim = 0

    /// Reports of all nodes.
    static func reports(_ count: Int = nodeCount) throws -> [Entry] {
        try (0..<count).map { node in
            let request = Berth_Tracker_V1_ReportInventoryRequest.with {
                $0.host = host(node)
                $0.node = host(node)
                $0.nodeUuid = uuid(node, group: "node")
                $0.inventory.vcpus = 256
                $0.inventory.memoryMb = 1 << 20
                $0.inventory.localGb = 100_000
            }
            return Entry(
                method: .reportInventory, key: "report-\(node)", host: host(node),
                body: try MessageCodec(.protobuf).encode(request))
        }
    }

    /// The next claims.
    mutating func claims(_ count: Int) throws -> [Entry] {
        defer { nextClaim += count }
        return try (nextClaim..<nextClaim + count).map { number in
            let host = Self.host(number / Self.claimsPerTurn % Self.nodeCount)
            let request = Berth_Tracker_V1_ClaimInstanceRequest.with {
                $0.host = host
                $0.node = host
                $0.instance.uuid = Self.uuid(number, group: "inst")
                $0.instance.projectID = "6f70656e737461636b20627920626572"
                $0.instance.userID = "7468652070726f6a6563742773207573"
                $0.instance.vmState = "building"
                $0.instance.flavor.id = "42"
                $0.instance.flavor.name = "m1.small"
                $0.instance.flavor.vcpus = 1
                $0.instance.flavor.memoryMb = 512
                $0.instance.flavor.rootGb = 5
            }
            return Entry(
                method: .claimInstance, key: Self.uuid(number, group: "call"), host: host,
                body: try MessageCodec(.protobuf).encode(request))
        }
    }

    /// The file that the load generator reads: big-endian lengths before key, host and body.
    static func file(_ entries: [Entry]) -> [UInt8] {
        var bytes: [UInt8] = []
        for entry in entries {
            bytes.appendBigEndian(UInt64(entry.key.utf8.count), bytes: 2)
            bytes += entry.key.utf8
            bytes.appendBigEndian(UInt64(entry.host.utf8.count), bytes: 2)
            bytes += entry.host.utf8
            bytes.appendBigEndian(UInt64(entry.body.count), bytes: 4)
            bytes += entry.body
        }
        return bytes
    }

    private static func host(_ node: Int) -> String { "compute-\(padded(node, 4))" }

    /// Spread over the whole range of values, as random UUIDs are: an index must not be spared its disorder.
    static func uuid(_ number: Int, group: String) -> String {
        let seed = group.utf8.reduce(UInt64(number) &* 0x9E37_79B9_7F4A_7C15) { ($0 ^ UInt64($1)) &* 0x0100_0000_01B3 }
        let high = hexadecimal(mixed(seed)), low = hexadecimal(mixed(seed ^ 0xD6E8_FEB8_6659_FD93))
        let digits = Array(high + low)
        let cuts = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
        return cuts.map { String(digits[$0]) }.joined(separator: "-")
    }

    private static func mixed(_ value: UInt64) -> UInt64 {
        var value = value
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }

    private static func hexadecimal(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

extension Requests.Entry {
    /// The request as the worker's consumer hands it over.
    func delivery(_ tag: UInt64) -> Delivery {
        var properties = MessageProperties()
        properties.type = method.path
        properties.contentType = "application/protobuf"
        properties.messageID = key
        properties.appID = "bench"
        properties.persistent = true
        properties.timestampSeconds = UInt64(PipelineFeed.nowNanoseconds / 1_000_000_000)
        properties.replyTo = "bench.replies"
        properties.correlationID = String(tag)
        return Delivery(
            token: DeliveryToken(epoch: 1, tag: tag), redelivered: false, exchange: "berth.requests", routingKey: host,
            properties: properties, body: body)
    }
}

extension [UInt8] {
    /// Appends a number's lowest bytes, the most significant one first.
    mutating func appendBigEndian(_ number: UInt64, bytes: Int) {
        for index in (0..<bytes).reversed() { append(UInt8(truncatingIfNeeded: number >> UInt64(8 * index))) }
    }
}

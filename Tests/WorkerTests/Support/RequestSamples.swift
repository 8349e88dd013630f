import AMQP
import SwiftProtobuf
import Wire

@testable import Worker

/// Requests as a caller would send them, and deliveries of them.
enum Samples {
    /// The time of most tests: 2023-11-14T22:13:20Z, in nanoseconds since 1970.
    static let now: Int64 = 1_700_000_000_000_000_000
    static let node = "kvm"

    /// A message to the tracker, as its sender publishes it.
    struct Sent {
        var properties = MessageProperties()
        var body: [UInt8] = []
        var routingKey = ""

        /// The message as the broker hands it over.
        func delivery(_ tag: UInt64, epoch: UInt64 = 1, redelivered: Bool = false) -> Delivery {
            Delivery(
                token: DeliveryToken(epoch: epoch, tag: tag), redelivered: redelivered, exchange: "berth.requests",
                routingKey: routingKey, properties: properties, body: body)
        }

        /// The same with something changed.
        func with(_ change: (inout Sent) -> Void) -> Sent {
            var copy = self
            change(&copy)
            return copy
        }
    }

    /// A call; without a reply queue it is a cast.
    static func sent(
        _ method: Wire.Method, _ message: any SwiftProtobuf.Message, host: String, key: String,
        replyTo: String? = "caller"
    ) throws -> Sent {
        var sent = Sent()
        sent.properties.type = method.path
        sent.properties.messageID = key
        sent.properties.replyTo = replyTo
        sent.properties.correlationID = replyTo == nil ? nil : key
        sent.properties.contentType = "application/protobuf"
        sent.body = try message.serializedBytes()
        sent.routingKey = host
        return sent
    }

    static func report(
        _ host: String, key: String, vcpus: Int64 = 64, uuid: String = ValidRequests.otherUUID,
        replyTo: String? = "caller"
    ) throws -> Sent {
        let request = Berth_Tracker_V1_ReportInventoryRequest.with {
            $0.host = host
            $0.node = node
            $0.nodeUuid = uuid
            $0.inventory = .with {
                $0.vcpus = vcpus
                $0.memoryMb = 65_536
                $0.localGb = 1_000
                $0.reserved = .with { $0.memoryMb = 512 }
            }
        }
        return try sent(.reportInventory, request, host: host, key: key, replyTo: replyTo)
    }

    static func uuid(_ number: Int) -> String {
        let digits = String(number)
        return "0d4f2c3e-5b6a-4c7d-8e9f-" + String(repeating: "0", count: 12 - digits.count) + digits
    }

    static func claim(
        _ host: String, _ instance: Int, key: String, vcpus: Int64 = 1, leaseSeconds: Int64 = 0,
        replyTo: String? = "caller"
    ) throws -> Sent {
        let request = Berth_Tracker_V1_ClaimInstanceRequest.with {
            $0.host = host
            $0.node = node
            $0.instance = .with {
                $0.uuid = uuid(instance)
                $0.projectID = "project"
                $0.userID = "user"
                $0.flavor = .with {
                    $0.id = "f"
                    $0.vcpus = vcpus
                    $0.memoryMb = 128
                    $0.rootGb = 1
                }
                $0.vmState = "building"
                $0.osType = "linux"
            }
            if leaseSeconds > 0 { $0.lease = .init(seconds: leaseSeconds, nanos: 0) }
        }
        return try sent(.claimInstance, request, host: host, key: key, replyTo: replyTo)
    }

    static func abort(_ host: String, _ instance: Int, key: String, replyTo: String? = "caller") throws -> Sent {
        let request = Berth_Tracker_V1_AbortInstanceClaimRequest.with {
            $0.host = host
            $0.node = node
            $0.instanceUuid = uuid(instance)
        }
        return try sent(.abortInstanceClaim, request, host: host, key: key, replyTo: replyTo)
    }

    static func update(_ host: String, _ instance: Int, key: String, state: String) throws -> Sent {
        let request = Berth_Tracker_V1_UpdateInstanceRequest.with {
            $0.host = host
            $0.node = node
            $0.instance = .with {
                $0.uuid = uuid(instance)
                $0.vmState = state
            }
        }
        return try sent(.updateInstance, request, host: host, key: key)
    }

    static func getNode(_ host: String, key: String, replyTo: String? = "caller") throws -> Sent {
        let request = Berth_Tracker_V1_GetNodeRequest.with {
            $0.host = host
            $0.node = node
        }
        return try sent(.getNode, request, host: host, key: key, replyTo: replyTo)
    }

    static func outcome(of asked: String, _ host: String, key: String) throws -> Sent {
        let request = Berth_Tracker_V1_GetOutcomeRequest.with {
            $0.host = host
            $0.requestID = asked
        }
        return try sent(.getOutcome, request, host: host, key: key)
    }
}

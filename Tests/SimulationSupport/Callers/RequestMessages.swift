internal import AMQP
internal import SwiftProtobuf
internal import Wire

/// Makes the messages that callers send.
enum RequestMessages {
    static let node = "kvm"

    static func message(
        _ method: Wire.Method, _ message: any SwiftProtobuf.Message, host: String
    ) throws -> SentMessage {
        var sent = SentMessage()
        sent.properties.type = method.path
        sent.properties.contentType = "application/protobuf"
        var options = BinaryEncodingOptions()
        options.useDeterministicOrdering = true
        sent.body = try message.serializedBytes(options: options)
        sent.routingKey = host
        return sent
    }

    static func uuid(_ number: Int) -> String {
        let digits = String(number)
        return "0d4f2c3e-5b6a-4c7d-8e9f-" + String(repeating: "0", count: 12 - digits.count) + digits
    }

    private static func nodeUUID(_ host: String) -> String { uuid(900_000 + (Int(host.dropFirst()) ?? 0)) }

    /// The message of a wish that changes something.
    static func message(_ wish: Wish) throws -> SentMessage {
        switch wish {
        case .report(let host, let vcpus, let memory, let gibibytes):
            try report(host, vcpus, memory, gibibytes)
        case .enable(let host, let isEnabled):
            try message(
                .setNodeEnabled,
                Berth_Tracker_V1_SetNodeEnabledRequest.with {
                    $0.host = host
                    $0.node = node
                    $0.enabled = isEnabled
                    $0.reason = isEnabled ? "" : "maintenance"
                }, host: host)
        case .remove(let host, let isForced):
            try message(
                .removeNode,
                Berth_Tracker_V1_RemoveNodeRequest.with {
                    $0.host = host
                    $0.node = node
                    $0.force = isForced
                }, host: host)
        case .claim(let host, let instance, let size, let leaseSeconds):
            try message(.claimInstance, claim(host, instance, size, leaseSeconds), host: host)
        case .abort(let host, let instance):
            try message(
                .abortInstanceClaim,
                Berth_Tracker_V1_AbortInstanceClaimRequest.with {
                    $0.host = host
                    $0.node = node
                    $0.instanceUuid = uuid(instance)
                }, host: host)
        case .update(let host, let instance, let vmState):
            try message(
                .updateInstance,
                Berth_Tracker_V1_UpdateInstanceRequest.with {
                    $0.host = host
                    $0.node = node
                    $0.instance = .with {
                        $0.uuid = uuid(instance)
                        $0.vmState = vmState
                    }
                }, host: host)
        case .buildResult(let host, let isSuccess):
            try message(
                .reportBuildResult,
                Berth_Tracker_V1_ReportBuildResultRequest.with {
                    $0.host = host
                    $0.node = node
                    $0.instanceUuid = uuid(1)
                    $0.succeeded = isSuccess
                }, host: host)
        case .operate(let key, let isDrop, let host): try operate(key, isDrop, host)
        case .look, .nonsense: try look(host: "h1")
        }
    }

    private static func operate(_ key: String, _ isDrop: Bool, _ host: String) throws -> SentMessage {
        if isDrop {
            let request = Berth_Tracker_V1_DropHeldRequestRequest.with {
                $0.host = host
                $0.requestID = key
            }
            return try message(.dropHeldRequest, request, host: host)
        }
        let request = Berth_Tracker_V1_ReleaseHeldRequestRequest.with {
            $0.host = host
            $0.requestID = key
        }
        return try message(.releaseHeldRequest, request, host: host)
    }

    static func look(host: String) throws -> SentMessage {
        try message(
            .getNode,
            Berth_Tracker_V1_GetNodeRequest.with {
                $0.host = host
                $0.node = node
            }, host: host)
    }

    static func outcome(of key: String, host: String) throws -> SentMessage {
        try message(
            .getOutcome,
            Berth_Tracker_V1_GetOutcomeRequest.with {
                $0.host = host
                $0.requestID = key
            }, host: host)
    }

    private static func report(_ host: String, _ vcpus: Int, _ memory: Int, _ gibibytes: Int) throws -> SentMessage {
        let request = Berth_Tracker_V1_ReportInventoryRequest.with {
            $0.host = host
            $0.node = node
            $0.nodeUuid = nodeUUID(host)
            $0.inventory = .with {
                $0.vcpus = Int64(vcpus)
                $0.memoryMb = Int64(memory)
                $0.localGb = Int64(gibibytes)
                $0.reserved = .with {
                    $0.vcpus = 0
                    $0.memoryMb = 0
                    $0.diskMb = 0
                }
                $0.ratios = .with {
                    $0.cpu = 1
                    $0.ram = 1
                    $0.disk = 1
                }
                // A map, whose order must not show anywhere.
                $0.stats = ["b": "2", "a": "1", "c": "3", "d": "4"]
            }
        }
        return try message(.reportInventory, request, host: host)
    }

    private static func claim(
        _ host: String, _ instance: Int, _ size: Wish.Size, _ leaseSeconds: Int
    ) -> Berth_Tracker_V1_ClaimInstanceRequest {
        .with {
            $0.host = host
            $0.node = node
            $0.instance = .with {
                $0.uuid = uuid(instance)
                $0.projectID = "project"
                $0.userID = "user"
                $0.flavor = .with {
                    $0.id = "f"
                    $0.vcpus = Int64(size.vcpus)
                    $0.memoryMb = Int64(size.memoryMebibytes)
                    $0.rootGb = Int64(size.gibibytes)
                    $0.extraSpecs = ["x": "1", "y": "2", "z": "3"]
                }
                $0.vmState = "building"
                $0.osType = "linux"
            }
            if leaseSeconds > 0 { $0.lease = .init(seconds: Int64(leaseSeconds), nanos: 0) }
        }
    }
}

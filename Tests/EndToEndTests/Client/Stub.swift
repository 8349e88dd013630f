import AMQP
import BusClient
import EndToEndTestSupport
import GRPCCore
import SwiftProtobuf
import Wire

/// The tracker as gRPC's generated stubs see it.
typealias Stub = Berth_Tracker_V1_ResourceTracker.Client<BusTransport>

extension BusTransport {
    /// Lets a test call the tracker with a client of its own.
    static func serving<Value: Sendable>(
        _ url: String, _ serviceConfig: ServiceConfig = ServiceConfig(),
        change: (inout BusConfiguration) -> Void = { _ in },
        _ body: (Stub, BusTransport) async throws -> Value
    ) async throws -> Value {
        var configuration = BusConfiguration(url: try BrokerURL(url), application: "stub")
        change(&configuration)
        let transport = BusTransport(configuration, serviceConfig: serviceConfig)
        return try await withGRPCClient(transport: transport) { client in
            try await body(Stub(wrapping: client), transport)
        }
    }
}

/// Why a call failed; nil when it did not.
func failure(_ call: () async throws -> some Any) async throws -> RPCError? {
    do {
        _ = try await call()
        return nil
    } catch let error as RPCError {
        return error
    }
}

extension Fixture {
    /// A question for a node, for stubs.
    static func nodeRequest(_ host: String) -> Berth_Tracker_V1_GetNodeRequest {
        .with {
            $0.host = host
            $0.node = host
        }
    }

    /// A host's report, for stubs.
    static func reportRequest(
        _ host: String, _ inventory: Berth_Tracker_V1_Inventory = inventory()
    ) -> Berth_Tracker_V1_ReportInventoryRequest {
        .with {
            $0.host = host
            $0.node = host
            $0.nodeUuid = nodeUUID(host)
            $0.inventory = inventory
        }
    }

    /// A claim, for stubs.
    static func claimRequest(
        _ host: String, _ instance: Berth_Tracker_V1_Instance
    ) -> Berth_Tracker_V1_ClaimInstanceRequest {
        .with {
            $0.host = host
            $0.node = host
            $0.instance = instance
        }
    }
}

import AMQP
import BusClient
import Foundation
import GRPCCore
import Wire

/// Claims an instance on a host through the generated stub, as a scheduler would: `ClaimExample BROKER HOST INSTANCE`.
@main
enum ClaimExample {
    static func main() async throws {
        guard CommandLine.arguments.count == 4 else {
            print("usage: ClaimExample amqp://user:password@host:5672/%2F HOST INSTANCE-UUID")
            exit(2)
        }
        let transport = BusTransport(
            BusConfiguration(url: try BrokerURL(CommandLine.arguments[1]), application: "claim-example"))
        let isGranted = try await withGRPCClient(transport: transport) { client in
            let tracker = Berth_Tracker_V1_ResourceTracker.Client(wrapping: client)
            return try await claim(CommandLine.arguments[3], on: CommandLine.arguments[2], tracker)
        }
        if !isGranted { exit(1) }
    }

    private typealias Tracker = Berth_Tracker_V1_ResourceTracker.Client<BusTransport>

    private static func claim(_ instance: String, on host: String, _ tracker: Tracker) async throws -> Bool {
        // The key belongs to the intention, not to the attempt: who keeps it can always ask, and send again.
        let key = Metadata.newRequestKey()
        var options = CallOptions.defaults
        options.timeout = .seconds(10)
        do {
            let answer = try await tracker.claimInstance(
                request(instance, host), metadata: .requestKey(key), options: options)
            print("granted: \(answer.grant.vcpus) vCPUs, \(answer.grant.memoryMb) MiB on \(answer.grant.node)")
            return true
        } catch let error as RPCError {
            try await explain(error, key, host, tracker)
            return false
        }
    }

    private static func request(_ instance: String, _ host: String) -> Berth_Tracker_V1_ClaimInstanceRequest {
        var request = Berth_Tracker_V1_ClaimInstanceRequest()
        request.host = host
        request.node = host
        request.instance.uuid = instance
        request.instance.projectID = "example"
        request.instance.vmState = "building"
        request.instance.flavor.id = "m1.small"
        request.instance.flavor.name = "m1.small"
        request.instance.flavor.vcpus = 2
        request.instance.flavor.memoryMb = 2048
        request.instance.flavor.rootGb = 10
        return request
    }

    /// Says why there is no grant; where that is unknown, asks.
    private static func explain(_ error: RPCError, _ key: String, _ host: String, _ tracker: Tracker) async throws {
        let details = try error.statusDetails()
        switch error.code {
        case .resourceExhausted:
            for shortfall in details?.shortfalls ?? [] {
                print("does not fit: \(shortfall.resource), \(shortfall.available) of \(shortfall.requested)")
            }
        case .alreadyExists:
            for grant in details?.grants ?? [] { print("held already on \(grant.node)") }
        case .deadlineExceeded, .unavailable, .cancelled:
            var question = Berth_Tracker_V1_GetOutcomeRequest()
            question.host = host
            question.requestID = key
            print("unknown (\(error.message)); the tracker says: \(try await tracker.getOutcome(question).state)")
        default:
            print("refused: \(error.code) \(details?.reason ?? ""): \(error.message)")
        }
    }
}

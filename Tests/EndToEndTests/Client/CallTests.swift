import AMQP
import BusClient
import EndToEndTestSupport
import Foundation
import GRPCCore
import GRPCProtobuf
import SwiftProtobuf
import Testing
import Wire

/// Calls whose other end a test holds in its hands; each test has a virtual host of its own.
@Suite("A gRPC call over the broker", .serialized, .timeLimit(.minutes(5)))
struct CallTests {
    private static let yes: FieldTable = ["grpc-status": 0]
    private static let node = Fixture.nodeRequest("cmp-1")

    @Test("It arrives with method, key, host, deadline, identity and metadata, and metadata come back")
    func metadata() async throws {
        let site = try await Site.make()
        let standIn = try await StandIn.serve(site) { _, _ in
            ["grpc-status": 0, "tenant": "billing", "token-bin": .bytes([0, 255]), "traceparent": "00-a"]
        }
        var options = CallOptions.defaults
        options.timeout = .seconds(20)
        let returned = try await BusTransport.serving(site.url) { [options] tracker, _ in
            try await tracker.getNode(
                Self.node,
                metadata: [
                    "berth-request-id": "k-1", "traceparent": "00-b", "tenant": "sales", "token-bin": .binary([1]),
                ], options: options
            ) { $0.metadata }
        }
        #expect(Array(returned[stringValues: "tenant"]) == ["billing"])
        #expect(Array(returned[binaryValues: "token-bin"]) == [[0, 255]])
        #expect(returned.requestKey == "k-1")
        let request = try #require(try await standIn.arrivals(1).first)
        #expect(request.routingKey == "cmp-1" && request.properties.messageID == "k-1")
        #expect(request.properties.type == Wire.Method.getNode.path && request.properties.appID == "stub")
        #expect(request.properties.contentType == "application/protobuf")
        let headers = request.properties.headers
        #expect(headers["traceparent"] == "00-b" && headers["tenant"] == "sales")
        #expect(headers["token-bin"] == .bytes([1]))
        #expect(headers.allSatisfy { !$0.key.hasPrefix("berth-") })
        let left = try GRPCTimeout.parse(headers["grpc-timeout"]?.text ?? "")
        #expect(left > .zero && left <= .seconds(20))
        await standIn.close()
    }

    @Test(
        "It ends at its deadline at the latest, be it the call's, the method's or the client's", arguments: [0, 1, 2])
    func deadline(whose: Int) async throws {
        let site = try await Site.make()
        let standIn = try await StandIn.serve(site) { _, number in number == 0 ? Self.yes : nil }
        let limit = Duration.milliseconds(400)
        var options = CallOptions.defaults
        options.timeout = .seconds(60)
        let long = options
        options.timeout = whose == 0 ? limit : nil
        let name = MethodConfig.Name(service: Wire.Method.service, method: "GetNode")
        let config = ServiceConfig(methodConfig: whose == 1 ? [MethodConfig(names: [name], timeout: limit)] : [])
        let error = try await BusTransport.serving(site.url, config, change: { if whose == 2 { $0.timeout = limit } }) {
            [options] tracker, _ in
            // The connection is open when the short time begins.
            _ = try await tracker.getNode(Self.node, options: long)
            return try await failure { try await tracker.getNode(Self.node, options: options) }
        }
        #expect(error?.code == .deadlineExceeded)
        let sent = try await standIn.arrivals(2)[1].properties.headers["grpc-timeout"]?.text ?? ""
        #expect(try GRPCTimeout.parse(sent) <= limit)
        await standIn.close()
    }

    @Test("It ends when its task is cancelled, without waiting for the worker")
    func cancellation() async throws {
        let site = try await Site.make()
        let standIn = try await StandIn.serve(site) { _, _ in nil }
        let error = try await BusTransport.serving(site.url) { tracker, _ in
            let call = Task { try await failure { try await tracker.getNode(Self.node) } }
            _ = try await standIn.arrivals(1)
            call.cancel()
            return try await call.value
        }
        #expect(error?.code == .cancelled)
        await standIn.close()
    }

    @Test("Five hundred are outstanding at once, and each gets its own answer, in whatever order they come")
    func outstanding() async throws {
        let site = try await Site.make()
        let standIn = try await StandIn.serve(site) { _, _ in nil }
        let answered = try await BusTransport.serving(site.url) { tracker, _ in
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<500 {
                    group.addTask {
                        let node = try await tracker.getNode(Fixture.nodeRequest("cmp-\(number)")).node
                        return node.name == "cmp-\(number)"
                    }
                }
                for request in try await standIn.arrivals(500).reversed() {
                    let answer = Berth_Tracker_V1_GetNodeResponse.with { $0.node.name = request.routingKey }
                    standIn.answer(request, Self.yes, body: try answer.serializedBytes())
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
        }
        #expect(answered.count == 500 && !answered.contains(false))
        await standIn.close()
    }

    @Test("What the worker could not do now is sent again under one key, by the transport's policy or by gRPC's own")
    func retries() async throws {
        for isGRPCs in [false, true] {
            let site = try await Site.make()
            let standIn = try await StandIn.serve(site) { _, number in number < 2 ? ["grpc-status": 14] : Self.yes }
            let policy = RetryPolicy(
                maxAttempts: 4, initialBackoff: .milliseconds(20), maxBackoff: .milliseconds(100), backoffMultiplier: 2,
                retryableStatusCodes: [.unavailable])
            var options = CallOptions.defaults
            if isGRPCs { options.executionPolicy = .retry(policy) }
            let config = ServiceConfig(methodConfig: [
                MethodConfig(names: [.init(service: "")], executionPolicy: .retry(policy))
            ])
            try await BusTransport.serving(site.url, isGRPCs ? ServiceConfig() : config) { [options] tracker, _ in
                let metadata = isGRPCs ? Metadata.requestKey() : [:]
                _ = try await tracker.getNode(Self.node, metadata: metadata, options: options)
            }
            let keys = standIn.requests.value.map(\.properties.messageID)
            #expect(keys.count == 3 && Set(keys).count == 1, "gRPC's own policy: \(isGRPCs)")
            await standIn.close()
        }
    }

    @Test("A policy of gRPC's own without a key is refused before anything is sent")
    func policyWithoutKey() async throws {
        let site = try await Site.make()
        let standIn = try await StandIn.serve(site) { _, _ in Self.yes }
        var options = CallOptions.defaults
        options.executionPolicy = .retry(BusTransport.defaultRetryPolicy)
        let error = try await BusTransport.serving(site.url) { [options] tracker, _ in
            let error = try await failure { try await tracker.getNode(Self.node, options: options) }
            _ = try await tracker.getNode(Self.node)
            return error
        }
        #expect(error?.code == .invalidArgument && error?.message.contains("requestKey") == true)
        #expect(standIn.requests.value.count == 1)
        await standIn.close()
    }

    @Test("A streaming call, another service and a request without a host are refused, and nothing is sent")
    func refusedHere() async throws {
        let site = try await Site.make()
        let standIn = try await StandIn.serve(site) { _, _ in Self.yes }
        try await BusTransport.serving(site.url) { tracker, transport in
            let empty = try await failure { try await tracker.getNode(Berth_Tracker_V1_GetNodeRequest()) }
            #expect(empty?.code == .invalidArgument && empty?.message.contains("host") == true)
            let streams = MethodDescriptor(
                fullyQualifiedService: Wire.Method.service, method: "GetNode", type: .serverStreaming)
            let other = MethodDescriptor(fullyQualifiedService: "other.Service", method: "GetNode", type: .unary)
            for descriptor in [streams, other] {
                let error = try await failure {
                    try await transport.withStream(descriptor: descriptor, options: .defaults) { _, _ in () }
                }
                #expect(error?.code == .unimplemented)
            }
            _ = try await tracker.getNode(Self.node)
        }
        #expect(standIn.requests.value.count == 1)
        await standIn.close()
    }

    @Test("After shutdown no call begins, and one that is under way still gets its answer")
    func shutdown() async throws {
        let site = try await Site.make()
        let standIn = try await StandIn.serve(site) { _, _ in nil }
        let transport = BusTransport(BusConfiguration(url: try BrokerURL(site.url), application: "stub"))
        let client = GRPCClient(transport: transport)
        let tracker = Stub(wrapping: client)
        let running = Task { try await client.runConnections() }
        let call = Task { try await failure { try await tracker.getNode(Self.node) } }
        let request = try await standIn.arrivals(1)[0]
        client.beginGracefulShutdown()
        await #expect(throws: (any Error).self) { try await tracker.getNode(Self.node) }
        let late = try await failure {
            let descriptor = Berth_Tracker_V1_ResourceTracker.Method.GetNode.descriptor
            try await transport.withStream(descriptor: descriptor, options: .defaults) { _, _ in () }
        }
        #expect(late?.code == .failedPrecondition)
        standIn.answer(request, Self.yes)
        #expect(try await call.value == nil)
        try await running.value
        await standIn.close()
    }
}

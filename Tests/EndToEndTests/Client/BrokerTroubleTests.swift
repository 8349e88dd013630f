import AMQP
import BrokerTestSupport
import BusClient
import EndToEndTestSupport
import Foundation
import GRPCCore
import SwiftProtobuf
import Testing
import Wire

/// What callers see when the broker, and not the worker, is the matter.
@Suite("A gRPC call and a broker in trouble", .serialized, .timeLimit(.minutes(5)))
struct BrokerTroubleTests {
    private static let node = Fixture.nodeRequest("cmp-1")
    /// What is not taken is not tried again.
    private static let once = ServiceConfig(methodConfig: [
        MethodConfig(
            names: [.init(service: "")],
            executionPolicy: .retry(
                RetryPolicy(
                    maxAttempts: 2, initialBackoff: .milliseconds(1), maxBackoff: .milliseconds(1),
                    backoffMultiplier: 1, retryableStatusCodes: [.aborted])))
    ])

    @Test("Without a queue for the host it is unavailable at once, whether the exchange exists or not")
    func noQueue() async throws {
        for hasExchange in [true, false] {
            let site = try await Site.make()
            let connection = try await TestConnection.open(site.url)
            if hasExchange {
                let channel = try await connection.openChannel()
                try await channel.declareExchange("berth.requests", kind: .topic)
            }
            try await BusTransport.serving(site.url, Self.once) { tracker, _ in
                // The connection serves the second call as it did the first.
                for _ in 0..<2 {
                    let error = try await failure { try await tracker.getNode(Self.node) }
                    #expect(error?.code == .unavailable)
                    #expect(try error?.statusDetails()?.reason == ClientReason.noQueue.rawValue)
                    #expect(error?.requestKey != nil)
                }
            }
            await connection.close()
        }
    }

    @Test("A full queue's refusal is unavailable, and what it refused was not applied")
    func fullQueue() async throws {
        let site = try await Site.make()
        let connection = try await TestConnection.open(site.url)
        let channel = try await connection.openChannel()
        try await channel.declareExchange("berth.requests", kind: .topic)
        try await channel.declareQueue(
            QueueDeclaration(
                name: "berth.requests.main", arguments: ["x-max-length": 1, "x-overflow": "reject-publish"]))
        try await channel.bindQueue("berth.requests.main", to: "berth.requests", routingKey: "#")
        try await BusTransport.serving(site.url, Self.once) { tracker, transport in
            let cast = BusRequest(.getNode, body: [], contentType: .protobuf, host: "cmp-1", key: "k")
            var filling = cast
            filling.isCast = true
            // Beyond the limit by one: the broker takes messages until the queue is over its length.
            for _ in 0..<2 { _ = await transport.bus.call(filling) }
            let error = try await failure { try await tracker.getNode(Self.node) }
            #expect(error?.code == .unavailable)
            #expect(try error?.statusDetails()?.reason == ClientReason.notTaken.rawValue)
        }
        await connection.close()
    }

    @Test("A broker that is not there makes calls unavailable at once, or at their deadline if they want to wait")
    func noBroker() async throws {
        try await BusTransport.serving("amqp://guest:guest@127.0.0.1:1/", Self.once) { tracker, _ in
            let error = try await failure { try await tracker.getNode(Self.node) }
            #expect(error?.code == .unavailable)
            #expect(try error?.statusDetails()?.reason == ClientReason.brokerUnreachable.rawValue)
            var options = CallOptions.defaults
            options.waitForReady = true
            options.timeout = .milliseconds(300)
            let patient = try await failure { [options] in try await tracker.getNode(Self.node, options: options) }
            #expect(patient?.code == .deadlineExceeded)
        }
    }

    @Test("Calls beyond the limit of outstanding ones are unavailable, and the others are not disturbed")
    func tooMany() async throws {
        let site = try await Site.make()
        let standIn = try await StandIn.serve(site) { _, _ in nil }
        try await BusTransport.serving(site.url, Self.once, change: { $0.maximumOutstanding = 2 }) { tracker, _ in
            let calls = (0..<2).map { _ in Task { try await failure { try await tracker.getNode(Self.node) } } }
            let requests = try await standIn.arrivals(2)
            let error = try await failure { try await tracker.getNode(Self.node) }
            #expect(try error?.statusDetails()?.reason == ClientReason.tooManyCalls.rawValue)
            for request in requests { standIn.answer(request, ["grpc-status": 0]) }
            for call in calls { #expect(try await call.value == nil) }
        }
        await standIn.close()
    }

    @Test("Calls whose connection is cut are sent again under their key, have one effect each and get their answers")
    func connectionCut() async throws {
        let site = try await Site.make()
        let worker = try await site.serve()
        let host = Fixture.host()
        let lanes = 20
        let done = Observed<Int>(0)
        try await BusTransport.serving(site.url) { tracker, _ in
            _ = try await tracker.reportInventory(
                Fixture.reportRequest(host, Fixture.inventory(vcpus: 100_000, memory: 100_000_000)))
            let isStopped = Observed<Bool>(false)
            let claims = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<lanes {
                    group.addTask {
                        var claims = 0
                        while !isStopped.value {
                            let instance = Fixture.instance(Fixture.uuid(), vcpus: 1, memory: 1, disk: 0)
                            _ = try await tracker.claimInstance(Fixture.claimRequest(host, instance))
                            claims += 1
                            done.update { $0 += 1 }
                        }
                        return claims
                    }
                }
                for cut in 1...4 {
                    try await done.wait(for: "claims between cuts") { $0 >= cut * 150 }
                    try await site.broker.closeAllConnections(reason: "test", virtualHost: site.virtualHost)
                }
                try await done.wait(for: "claims after the last cut") { [now = done.value] in $0 >= now + lanes }
                isStopped.update { $0 = true }
                return try await group.reduce(0, +)
            }
            let node = try await tracker.getNode(Fixture.nodeRequest(host)).node
            #expect(node.usage.vcpusUsed == Int64(claims))
        }
        #expect(try await worker.stop() == .exited(0))
    }

    @Test("A call lost with its connection comes again with the same key and what is left of its time")
    func resent() async throws {
        let site = try await Site.make()
        let standIn = try await StandIn.serve(site) { _, number in number == 0 ? nil : ["grpc-status": 0] }
        try await BusTransport.serving(site.url) { tracker, _ in
            let call = Task { try await failure { try await tracker.getNode(Self.node) } }
            _ = try await standIn.arrivals(1)
            try await site.broker.closeAllConnections(reason: "test", virtualHost: site.virtualHost)
            #expect(try await call.value == nil)
        }
        let requests = try await standIn.arrivals(2)
        #expect(Set(requests.map(\.properties.messageID)).count == 1)
        let times = try requests.map { try GRPCTimeout.parse($0.properties.headers["grpc-timeout"]?.text ?? "") }
        #expect(times[1] < times[0])
        await standIn.close()
    }

    @Test("A broker that goes makes calls unavailable, and when it is back those that waited get their answers")
    func brokerRestarted() async throws {
        let broker = try await TestBroker.dedicated()
        let site = try await Site.make(on: broker)
        let worker = try await site.serve()
        let host = Fixture.host()
        try await BusTransport.serving(site.url, Self.once) { tracker, _ in
            _ = try await tracker.reportInventory(Fixture.reportRequest(host))
            try await broker.stopApplication()
            let impatient = try await failure { try await tracker.getNode(Fixture.nodeRequest(host)) }
            #expect(impatient?.code == .unavailable)
            #expect(try impatient?.statusDetails()?.reason == ClientReason.brokerUnreachable.rawValue)
            var options = CallOptions.defaults
            options.waitForReady = true
            options.timeout = .seconds(120)
            let waiting = Task { [options] in
                try await tracker.getNode(Fixture.nodeRequest(host), options: options).node.name
            }
            try await broker.startApplication()
            #expect(try await waiting.value == host)
        }
        #expect(try await worker.stop() == .exited(0))
        try await broker.stop()
    }
}

import BusClient
import EndToEndTestSupport
import GRPCCore
import GRPCProtobuf
import SwiftProtobuf
import Testing
import Wire

extension SharedWorkerTests {
    @Suite("Generated stubs, answered by the worker")
    struct Stubs {
        @Test("A caller reports a node, claims and asks, as with any other gRPC service")
        func ordinary() async throws {
            let shared = try await SharedSite.get()
            let host = Fixture.host()
            let uuid = Fixture.uuid()
            try await BusTransport.serving(shared.site.url) { tracker, _ in
                let reported = try await tracker.reportInventory(Fixture.reportRequest(host))
                #expect(reported.node.name == host)
                let claimed = try await tracker.claimInstance(
                    Fixture.claimRequest(host, Fixture.instance(uuid, vcpus: 3)))
                #expect(claimed.usage.vcpusUsed == 3)
                let node = try await tracker.getNode(Fixture.nodeRequest(host)).node
                #expect(node.usage.vcpusUsed == 3)
                let nodes = try await tracker.listNodes(Berth_Tracker_V1_ListNodesRequest())
                #expect(!nodes.nodes.isEmpty)
            }
        }

        @Test("The answer's metadata tell position and key, and the key tells what became of the request")
        func outcome() async throws {
            let shared = try await SharedSite.get()
            let host = Fixture.host()
            try await BusTransport.serving(shared.site.url) { tracker, _ in
                let metadata = try await tracker.reportInventory(Fixture.reportRequest(host)) { $0.metadata }
                let position = metadata[stringValues: HeaderName.position].first { _ in true }
                #expect(position.flatMap { Int64($0) } ?? 0 > 0)
                let key = try #require(metadata.requestKey)
                let outcome = try await tracker.getOutcome(
                    .with {
                        $0.host = host
                        $0.requestID = key
                    })
                #expect(outcome.state == .applied)
            }
        }

        @Test("The same key twice has one effect, and the second answer says that it is recorded")
        func sameKey() async throws {
            let shared = try await SharedSite.get()
            let host = Fixture.host()
            let claim = Fixture.claimRequest(host, Fixture.instance(Fixture.uuid(), vcpus: 2))
            let metadata = Metadata.requestKey()
            try await BusTransport.serving(shared.site.url) { tracker, _ in
                _ = try await tracker.reportInventory(Fixture.reportRequest(host))
                let first = try await tracker.claimInstance(claim, metadata: metadata)
                let (second, replayed) = try await tracker.claimInstance(claim, metadata: metadata) { response in
                    (try response.message, response.metadata[stringValues: HeaderName.replayed].first { _ in true })
                }
                #expect(second == first && replayed == "true")
                let node = try await tracker.getNode(Fixture.nodeRequest(host)).node
                #expect(node.usage.vcpusUsed == 2)
            }
        }

        @Test("A refusal's details come out typed, in Berth's types and in gRPC's own")
        func details() async throws {
            let shared = try await SharedSite.get()
            let host = Fixture.host()
            try await BusTransport.serving(shared.site.url) { tracker, _ in
                _ = try await tracker.reportInventory(Fixture.reportRequest(host, Fixture.inventory(vcpus: 1)))
                let claim = Fixture.claimRequest(host, Fixture.instance(Fixture.uuid(), vcpus: 8))
                let error = try #require(try await failure { try await tracker.claimInstance(claim) })
                #expect(error.code == .resourceExhausted && !error.message.isEmpty)
                let details = try #require(try error.statusDetails())
                #expect(details.shortfalls.map(\.resource) == ["VCPU"] && details.code == .resourceExhausted)
                let status = try #require(try error.unpackGoogleRPCStatus())
                #expect(status.code == .resourceExhausted)
                #expect(status.details.compactMap(\.errorInfo).first?.domain == StatusDetails.domain)

                let invalid = try await failure {
                    try await tracker.reportInventory(Fixture.reportRequest(host, Fixture.inventory(vcpus: -1)))
                }
                #expect(invalid?.code == .invalidArgument)
                #expect(try invalid?.statusDetails()?.fieldViolations.isEmpty == false)
                let missing = try await failure { try await tracker.getNode(Fixture.nodeRequest(Fixture.host())) }
                #expect(missing?.code == .notFound)
            }
        }

        @Test("Five hundred calls are under way on one connection, and every one gets its own answer")
        func many() async throws {
            let shared = try await SharedSite.get()
            let host = Fixture.host()
            try await BusTransport.serving(shared.site.url) { tracker, _ in
                _ = try await tracker.reportInventory(
                    Fixture.reportRequest(host, Fixture.inventory(vcpus: 500, memory: 500 * 1_024)))
                let claimed = try await withThrowingTaskGroup(of: (String, String).self) { group in
                    for _ in 0..<500 {
                        group.addTask {
                            let instance = Fixture.instance(Fixture.uuid(), vcpus: 1, memory: 1_024, disk: 0)
                            let answer = try await tracker.claimInstance(Fixture.claimRequest(host, instance))
                            return (instance.uuid, answer.grant.instanceUuid)
                        }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(claimed.count == 500 && claimed.allSatisfy { $0.0 == $0.1 })
                let node = try await tracker.getNode(Fixture.nodeRequest(host)).node
                #expect(node.usage.vcpusUsed == 500)
            }
        }

        @Test("A call may be rehearsed beside the stubs, on the same connection, and changes nothing")
        func rehearsal() async throws {
            let shared = try await SharedSite.get()
            let host = Fixture.host()
            try await BusTransport.serving(shared.site.url) { tracker, transport in
                let request = try BusRequest(
                    .reportInventory, Fixture.reportRequest(host), host: host, key: Metadata.newRequestKey(),
                    rehearse: true)
                guard case .answered(let reply) = await transport.bus.call(request) else {
                    Issue.record("a rehearsal is answered")
                    return
                }
                #expect(reply.isRehearsal)
                #expect(try !reply.decoded(Berth_Tracker_V1_Rehearsal.self).facts.isEmpty)
                let node = try await failure { try await tracker.getNode(Fixture.nodeRequest(host)) }
                #expect(node?.code == .notFound)
            }
        }
    }
}

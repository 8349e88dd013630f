import AMQP
import BrokerTestSupport
import EndToEndTestSupport
import Foundation
import Testing
import Wire

/// Which hosts a shard takes requests for.
@Suite("Hosts of a shard", .timeLimit(.minutes(2)))
struct ShardBindingTests {
    @Test("The only shard takes all hosts; with hosts of its own it gives up the others, and each goes to one shard")
    func divided() async throws {
        let site = try await Site.make()
        let alone = try await site.serve()
        #expect(try await bindings(site) == ["berth.requests.main #"])
        let caller = try await Caller.open(site.url)
        for host in ["cmp-1", "cmp-2"] { try await caller.report(host) }
        _ = try await alone.stop()

        let first = try await site.serve(["--hosts", "cmp-1, cmp-3.example"])
        let second = try await site.serve(["--shard", "south", "--hosts", "cmp-2"], data: "south")
        #expect(
            try await bindings(site) == [
                "berth.requests.main cmp-1", "berth.requests.main cmp-3.example", "berth.requests.south cmp-2",
            ])
        #expect(try await caller.node("cmp-1").node.name == "cmp-1")
        #expect(try await caller.call(try Fixture.getNode("cmp-3.example")).reason == "NODE_NOT_FOUND")
        // What the first shard holds of the host stays with it; the second has never heard of it.
        #expect(try await caller.call(try Fixture.getNode("cmp-2")).reason == "NODE_NOT_FOUND")
        for worker in [first, second] { _ = try await worker.stop() }
    }

    private struct Binding: Decodable {
        var destination: String
        var routing_key: String
    }

    private func bindings(_ site: Site) async throws -> [String] {
        let data = try await site.broker.manage(
            "GET", "exchanges/\(site.virtualHost)/berth.requests/bindings/source")
        return try JSONDecoder().decode([Binding].self, from: data)
            .map { "\($0.destination) \($0.routing_key)" }.sorted()
    }
}

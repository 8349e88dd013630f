import EndToEndTestSupport
import Testing
import Wire
import Worker

extension SharedWorkerTests {
    @Suite struct Explanations {
        @Test("A claim that did not fit is explained as of its moment, beside a worker that goes on")
        func shortage() async throws {
            let shared = try await SharedSite.get()
            let (host, other) = (Fixture.host(), Fixture.host("free"))
            try await shared.caller.report(host, Fixture.inventory(vcpus: 8))
            try await shared.caller.report(other, Fixture.inventory(vcpus: 8))
            var holders: [Call] = []
            for vcpus in [5, 2, 1] as [Int64] {
                holders.append(try Fixture.claim(host, Fixture.instance(Fixture.uuid(), vcpus: vcpus)))
                #expect(try await shared.caller.call(holders[holders.count - 1]).code == .ok)
            }
            let refused = try Fixture.claim(host, Fixture.instance(Fixture.uuid(), vcpus: 2))
            #expect(try await shared.caller.call(refused).code == .resourceExhausted)
            // What happens afterwards must not change the explanation.
            _ = try await shared.caller.apply(
                Fixture.report(host, Fixture.inventory(vcpus: 64)), Berth_Tracker_V1_ReportInventoryResponse.self)

            let run = try await Tool.read(shared.site, ["explain", refused.key, "--json"])
            let found = try run.decoded(Explanation.self)
            #expect(found.ending == "refused" && found.status == "RESOURCE_EXHAUSTED" && found.position > 0)
            let shortage = try #require(found.shortage, "\(run.output)")
            let resource = try #require(shortage.resources.first)
            #expect(shortage.node == "\(host)/\(host)" && resource.name == "VCPU")
            #expect(resource.requested == 2 && resource.available == 0 && resource.used == 8)
            #expect(resource.isNodesOwnLimit && resource.neededRatio == 1.25)
            #expect(shortage.holders.map(\.request) == holders.map(\.key))
            #expect(shortage.release.map(\.request) == [holders[1].key] && shortage.isFewest)
            #expect(shortage.areAmountsKnown && shortage.otherNodes.contains("\(other)/\(other)"))
            #expect(!shortage.otherNodes.contains("\(host)/\(host)"))

            let text = try await Tool.read(shared.site, ["explain", refused.key])
            #expect(text.status == 0 && text.output.contains("a ratio of 1.25"), "\(text.output)")
        }

        @Test("An applied request is told with what followed; a key that nobody has used is not found")
        func applied() async throws {
            let shared = try await SharedSite.get()
            let host = Fixture.host()
            try await shared.caller.report(host)
            let uuid = Fixture.uuid()
            let claim = try Fixture.claim(host, Fixture.instance(uuid))
            #expect(try await shared.caller.call(claim).code == .ok)
            let run = try await Tool.read(shared.site, ["explain", claim.key])
            #expect(run.status == 0 && run.output.contains("applied"), "\(run.output)")
            #expect(run.output.contains("instance \(uuid) claimed on \(host)/\(host)"))
            #expect(try await Tool.read(shared.site, ["explain", Fixture.uuid()]).status == 4)
            #expect(try await Tool.read(shared.site, ["history", "instance", Fixture.uuid()]).status == 4)
        }
    }
}

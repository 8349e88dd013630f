import Testing

@testable import Tracker

/// The scenarios about nodes and their reports (claims and moves, 13), by their numbers.
///
/// Left out are 12 (a hypervisor that is not there sends no audit), 43 (there are no numbers of compute nodes) and 46
/// (Placement).
@Suite("Scenarios of nodes")
struct NodeScenarioTests {
    private func audit(_ node: NodeIdentifier, uuid: String = Fixture.nodeUUID) -> Command {
        .auditNode(AuditNode(node: node, nodeUUID: uuid, inventory: Fixture.inventory()))
    }

    @Test("Scenario 40: a node that could not be made is not known, and the next audit makes it")
    func created() throws {
        var shard = Shard()
        let twin = NodeIdentifier(host: Fixture.host, name: "twin")
        _ = try shard.run(audit(twin)).get()
        #expect(try shard.refusal(audit(Fixture.node)).reason == "CONFLICTING_UUID")
        #expect(shard.state.node(Fixture.node) == nil)
        _ = try shard.run(.removeNode(RemoveNode(node: twin))).get()
        _ = try shard.run(audit(Fixture.node)).get()
        #expect(shard.free() == "512/6")
    }

    @Test("Scenario 42: a node that is gone is removed, the other one of the host is kept")
    func removed() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        let gone = NodeIdentifier(host: Fixture.host, name: "X")
        try shard.report(Fixture.inventory(), node: gone, uuid: Fixture.uuid(50))
        try shard.claim(Fixture.instance(1))
        _ = try shard.run(.removeNode(RemoveNode(node: gone))).get()
        #expect(shard.state.nodes(onHost: Fixture.host) == [Fixture.node])
        #expect(shard.used() == "128/1/1")
    }

    @Test("Scenario 45: an audit whose facts were not kept finds the same again")
    func notSaved() throws {
        let shard = try Shard(inventory: Fixture.inventory())
        let command = AuditNode(
            node: Fixture.node, inventory: Fixture.inventory(memory: 1024), instances: [AuditFixture.listed(1)])
        let context = CommandContext(requestKey: "key", now: shard.now)
        let first = decide(shard.state, .auditNode(command), context, policy: shard.policy)
        guard case .accepted(let facts, _) = first else { throw Unexpected.answer }
        #expect(facts.count == 3)
        #expect(decide(shard.state, .auditNode(command), context, policy: shard.policy) == first)
    }

    @Test("Scenario 53: without a metric there is no event, with one there is one, and nothing else changes")
    func metrics() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        let generation = shard.state.node(Fixture.node)?.generation
        let before = shard.facts.count
        _ = try shard.run(.reportMetrics(ReportMetrics(node: Fixture.node, metrics: []))).get()
        #expect(shard.facts.count == before)
        let metric = Metric(name: "cpu.frequency", value: 100, time: shard.now, source: "monitor")
        _ = try shard.run(.reportMetrics(ReportMetrics(node: Fixture.node, hostIP: "192.0.2.1", metrics: [metric])))
            .get()
        guard case .metricsReported(let report) = shard.facts.last?.body else { throw Unexpected.answer }
        #expect(report.metrics == [metric])
        #expect(shard.state.node(Fixture.node)?.generation == generation)
        let unknown = ReportMetrics(node: AuditFixture.away, metrics: [metric])
        #expect(try shard.refusal(.reportMetrics(unknown)).reason == "NODE_NOT_FOUND")
    }
}

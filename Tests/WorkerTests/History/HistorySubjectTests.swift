import Testing
import Tracker

@testable import Worker

@Suite("What a fact is about")
struct HistorySubjectTests {
    private let node = NodeIdentifier(host: "h", name: "n")

    private func fact(_ body: Fact.Body) -> Fact { Fact(time: Instant(nanoseconds: 1), body: body) }

    @Test("A node is named by host and name, or by the host alone")
    func nodes() {
        #expect(HistorySubject.node("h/n") == .node(node))
        #expect(HistorySubject.node("h") == .node(NodeIdentifier(host: "h", name: "h")))
        #expect(HistorySubject.node("h/a/b") == .node(NodeIdentifier(host: "h", name: "a/b")))
        #expect(HistorySubject.node("") == .node(NodeIdentifier(host: "", name: "")))
    }

    @Test("A claim is about its node and its instance, and about no other")
    func claim() {
        let claimed = fact(
            .instanceClaimed(
                InstanceClaimed(
                    instance: Instance(uuid: "a", flavor: Flavor(id: "f")),
                    grant: Grant(instanceUUID: "a", node: node))))
        #expect(HistorySubject.node("h/n").concerns(claimed) && !HistorySubject.node("h/m").concerns(claimed))
        #expect(HistorySubject.instance(uuid: "A").concerns(claimed))
        #expect(!HistorySubject.instance(uuid: "b").concerns(claimed))
        #expect(!HistorySubject.migration(uuid: "").concerns(fact(.nodeRemoved(.init(node: node, isForced: false)))))
    }

    @Test("The end of a move's lease and what an audit found are told of the move; audits of the instance as well")
    func moves() {
        let lease = fact(
            .leaseCleared(
                LeaseCleared(instance: InstanceIdentifier(host: "h", uuid: "a"), node: "n", migrationUUID: "m")))
        #expect(HistorySubject.migration(uuid: "M").concerns(lease))
        let devices = fact(
            .devicesChanged(
                DevicesChanged(
                    instance: InstanceIdentifier(host: "h", uuid: "a"), node: node, side: .moveNew, migrationUUID: "m",
                    devices: [], requests: [])))
        #expect(HistorySubject.migration(uuid: "M").concerns(devices))
        #expect(!HistorySubject.migration(uuid: "n").concerns(devices))
        let drift = fact(
            .driftFound(
                DriftFound(
                    node: node, drifts: [Drift(.staleMigration, subject: "m", message: "", isRepaired: true)])))
        #expect(HistorySubject.migration(uuid: "m").concerns(drift))
        #expect(HistorySubject.instance(uuid: "m").concerns(drift) && HistorySubject.node("h/n").concerns(drift))
        #expect(!HistorySubject.instance(uuid: "a").concerns(drift))
    }
}

import SwiftProtobuf
import Testing
import Tracker
import Wire

@testable import Worker

@Suite("Facts become events")
struct EventMappingTests {
    private let node = NodeIdentifier(host: "h", name: "n")
    private let time = Instant(nanoseconds: 1)

    private var reported: Fact {
        Fact(
            time: time,
            body: .nodeReported(
                NodeReported(
                    node: node, uuid: "uuid-1", inventory: Inventory(vcpus: 8, memoryMebibytes: 4096),
                    reserved: Reserved(), ratios: AllocationRatios(), isCreated: true)))
    }

    private var grant: Grant {
        Grant(instanceUUID: "i", node: node, vcpus: 2, memoryMebibytes: 1024, projectID: "project")
    }

    private var claimed: Fact {
        let instance = Instance(uuid: "i", projectID: "project", flavor: Flavor(vcpus: 2), host: "h", node: "n")
        return Fact(time: time, body: .instanceClaimed(InstanceClaimed(instance: instance, grant: grant)))
    }

    private func released(_ cause: ReleaseCause) -> Fact {
        let after = Instance(uuid: "i", projectID: "project", vmState: .deleted)
        return Fact(
            time: time,
            body: .claimReleased(
                ClaimReleased(
                    instance: InstanceIdentifier(host: "h", uuid: "i"), grant: grant, cause: cause, after: after)))
    }

    /// The drafts of the last of some facts, in the state after it.
    private func drafts(of facts: [Fact]) throws -> [EventDraft] {
        var state = State()
        for fact in facts { state.evolve(fact) }
        return EventMapping.events(for: try #require(facts.last), in: state)
    }

    @Test("A first report is a created node, a later one a new inventory, both with the whole node")
    func reports() throws {
        var again = reported
        if case .nodeReported(var report) = again.body {
            report.isCreated = false
            again.body = .nodeReported(report)
        }
        for (facts, change) in [
            ([reported], Berth_Tracker_V1_NodeChanged.Change.created), ([reported, again], .inventory),
        ] {
            let draft = try #require(try drafts(of: facts).first)
            #expect(draft.kind == .nodeChanged)
            #expect((draft.host, draft.node, draft.projectID) == ("h", "n", ""))
            guard case .nodeChanged(let body) = draft.body else {
                Issue.record("not a changed node")
                continue
            }
            #expect(body.change == change)
            #expect(body.node.uuid == "uuid-1")
            #expect(body.node.inventory.vcpus == 8)
            #expect(body.node.generation == Int64(facts.count))
        }
    }

    @Test("A node that is opened, closed or forgotten is told by name")
    func nodeChanges() throws {
        let closed = Fact(
            time: time, body: .nodeEnabledChanged(NodeEnabledChanged(node: node, isEnabled: false, reason: "r")))
        let opened = Fact(time: time, body: .nodeEnabledChanged(NodeEnabledChanged(node: node, isEnabled: true)))
        let removed = Fact(time: time, body: .nodeRemoved(NodeRemoved(node: node, isForced: false)))
        for (fact, change) in [
            (closed, Berth_Tracker_V1_NodeChanged.Change.disabled), (opened, .enabled), (removed, .removed),
        ] {
            guard case .nodeChanged(let body) = try drafts(of: [reported, fact]).first?.body else {
                Issue.record("not a changed node")
                continue
            }
            #expect(body.change == change)
            #expect((body.node.host, body.node.name) == ("h", "n"))
        }
    }

    @Test("A claim is confirmed with its grant and its project")
    func confirmed() throws {
        let draft = try #require(try drafts(of: [reported, claimed]).first)
        #expect(draft.kind == .claimConfirmed)
        #expect(draft.projectID == "project")
        guard case .claimConfirmed(let body) = draft.body else {
            Issue.record("not a confirmed claim")
            return
        }
        #expect(body.grant == Berth_Tracker_V1_Grant(grant))
    }

    @Test(
        "A release tells its cause; one that an owner's update asked for also the new state",
        arguments: ReleaseCause.allCases)
    func released(cause: ReleaseCause) throws {
        let drafts = try drafts(of: [reported, claimed, released(cause)])
        guard case .claimReleased(let body) = drafts.first?.body else {
            Issue.record("not a release")
            return
        }
        #expect(body.cause == cause.rawValue)
        #expect(body.grant == Berth_Tracker_V1_Grant(grant))
        let isAsked = cause == .deleted || cause == .shelvedOffloaded
        #expect(drafts.map(\.kind) == (isAsked ? [.claimReleased, .instanceChanged] : [.claimReleased]))
        #expect(drafts.allSatisfy { $0.projectID == "project" && $0.node == "n" })
    }

    @Test("An updated instance is told whole; leases and build counters have no event of their own")
    func others() throws {
        let instance = Instance(uuid: "i", projectID: "p", vmState: .active, host: "h", node: "n")
        let updated = Fact(time: time, body: .instanceUpdated(InstanceUpdated(host: "h", instance: instance)))
        let draft = try #require(try drafts(of: [reported, claimed, updated]).first)
        #expect(draft.body == .instanceChanged(.with { $0.instance = Berth_Tracker_V1_Instance(instance) }))
        let identifier = InstanceIdentifier(host: "h", uuid: "i")
        let silent: [Fact.Body] = [
            .leaseRenewed(LeaseRenewed(instance: identifier, leaseEndTime: time)),
            .leaseCleared(LeaseCleared(instance: identifier)),
            .buildResultReported(BuildResultReported(node: node, failedBuilds: 1)),
        ]
        for body in silent {
            #expect(EventMapping.events(for: Fact(time: time, body: body), in: State()).isEmpty)
        }
    }

    @Test("Usage is told with counters and generation, and not at all of a node that is gone")
    func usage() throws {
        var state = State()
        #expect(EventMapping.usageUpdated(of: node, in: state)?.kind == nil)
        state.evolve(reported)
        state.evolve(claimed)
        let draft = try #require(EventMapping.usageUpdated(of: node, in: state))
        guard case .usageUpdated(let body) = draft.body else {
            Issue.record("not a usage")
            return
        }
        #expect(draft.kind == .usageUpdated)
        #expect(body.usage.vcpusUsed == 2)
        #expect(body.usage.memoryMbUsed == 1024 + 512)
        #expect(body.stats.counters["num_instances"] == 1)
        #expect(body.generation == 2)
    }

    @Test("A refused claim is told with its reason and every shortfall")
    func refused() {
        let refusal = Refusal(
            .resourceExhausted, reason: "DOES_NOT_FIT", message: "m",
            shortfalls: [Shortfall(resource: "VCPU", reason: "VCPU", message: "", requested: 9, available: 6)])
        let claim = ClaimInstance(node: node, instance: Instance(uuid: "i", projectID: "p"))
        let draft = EventMapping.claimRefused(claim, refusal)
        guard case .claimRefused(let body) = draft.body else {
            Issue.record("not a refused claim")
            return
        }
        #expect((draft.host, draft.node, draft.projectID) == ("h", "n", "p"))
        #expect(body.instanceUuid == "i")
        #expect(body.reason == "DOES_NOT_FIT")
        #expect(body.shortfalls.map(\.requested) == [9])
    }

    @Test("A rehearsal has one line per fact, each naming what it is about")
    func lines() {
        let lines = FactLines.lines([reported, claimed, released(.aborted)])
        #expect(
            lines == [
                "node h/n created: 8 VCPU, 4096 MiB memory, 0 GiB disk",
                "instance i claimed on h/n: 2 VCPU, 1024 MiB memory, 0 MiB disk",
                "instance i released on h/n (aborted): 2 VCPU, 1024 MiB memory, 0 MiB disk",
            ])
        for seed in UInt64(1)...100 {
            var random = MappingRandom(seed: seed)
            let line = FactLines.lines([random.fact()])[0]
            #expect(!line.unicodeScalars.contains { $0.value < 0x20 }, "seed \(seed)")
        }
    }
}

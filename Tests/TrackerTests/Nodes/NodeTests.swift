import Testing
import Tracker

@Suite("Nodes")
struct NodeTests {
    @Test("A node in use is removed only by force; what it held is released first, in order")
    func remove() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        try shard.claim(Fixture.instance(2))
        try shard.claim(Fixture.instance(1))
        let refusal = try shard.refusal(.removeNode(RemoveNode(node: Fixture.node)))
        #expect(refusal.code == .failedPrecondition)
        #expect(refusal.reason == "NODE_IN_USE")
        #expect(refusal.metadata["count"] == "2")

        let before = try #require(shard.state.node(Fixture.node))
        let answer = try shard.run(.removeNode(RemoveNode(node: Fixture.node, isForced: true))).get()
        #expect(answer == .nodeRemoved(before))
        let last = shard.facts.suffix(3).map(\.body)
        #expect(last.prefix(2).map { Self.released($0) } == [Fixture.uuid(1), Fixture.uuid(2)])
        #expect(last.last == .nodeRemoved(NodeRemoved(node: Fixture.node, isForced: true)))
        #expect(shard.state.allEntities() == [])
        #expect(try shard.refusal(.removeNode(RemoveNode(node: Fixture.node))).code == .notFound)
    }

    @Test("A node that is empty is removed without force")
    func removeEmpty() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        _ = try shard.run(.removeNode(RemoveNode(node: Fixture.node, isForced: true))).get()
        #expect(shard.facts.last?.body == .nodeRemoved(NodeRemoved(node: Fixture.node, isForced: false)))
    }

    @Test("A node is closed with a reason and opened without one; the same again changes nothing")
    func enable() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        for (isEnabled, reason, stored, facts) in [
            (false, "a", "a", 2), (false, "a", "a", 2), (false, "b", "b", 3), (true, "c", "", 4), (true, "", "", 4),
        ] {
            let command = SetNodeEnabled(node: Fixture.node, isEnabled: isEnabled, reason: reason)
            guard case .nodeEnabledSet(let node) = try shard.run(.setNodeEnabled(command)).get() else {
                throw Unexpected.answer
            }
            #expect(node.isEnabled == isEnabled)
            #expect(node.disableReason == stored)
            #expect(shard.facts.count == facts)
        }
        let unknown = SetNodeEnabled(node: NodeIdentifier(host: "Z", name: "Z"), isEnabled: true)
        #expect(try shard.refusal(.setNodeEnabled(unknown)).reason == "NODE_NOT_FOUND")
    }

    @Test("A report keeps a closed node closed")
    func reportKeepsClosed() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        _ = shard.run(.setNodeEnabled(SetNodeEnabled(node: Fixture.node, isEnabled: false, reason: "a")))
        try shard.report(Fixture.inventory(vcpus: 9))
        #expect(shard.state.node(Fixture.node)?.isEnabled == false)
        #expect(shard.state.node(Fixture.node)?.disableReason == "a")
    }

    @Test("A node is read with its claims, in order of their instances")
    func read() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        let second = try shard.claim(Fixture.instance(2))
        let first = try shard.claim(Fixture.instance(1))
        guard case .node(let node, let grants, _, _) = try shard.run(.getNode(Fixture.node)).get() else {
            throw Unexpected.answer
        }
        #expect(grants == [first, second])
        #expect(node.usage.runningVMs == 2)
        #expect(node.generation == 3)
        #expect(try shard.refusal(.getNode(NodeIdentifier(host: "Z", name: "Z"))).code == .notFound)
    }

    @Test("Nodes are listed in order of host and name, page by page, without gaps or repetition", arguments: 1...8)
    func pages(size: Int) throws {
        var shard = Shard()
        let nodes = ["b/1", "a/2", "a/10", "c/1", "a/1", "B/1", "b/0"].map { text in
            let parts = text.split(separator: "/").map(String.init)
            return NodeIdentifier(host: parts[0], name: parts[1])
        }
        for (index, node) in nodes.enumerated() {
            try shard.report(Fixture.inventory(), node: node, uuid: Fixture.uuid(index))
        }
        var listed: [NodeIdentifier] = []
        var after: NodeIdentifier?
        repeat {
            let command = ListNodes(pageSize: size, after: after)
            guard case .nodes(let page, let next) = try shard.run(.listNodes(command)).get() else {
                throw Unexpected.answer
            }
            #expect(page.count <= size && !page.isEmpty)
            listed += page.map(\.identifier)
            after = next
        } while after != nil
        #expect(listed == nodes.sorted())
        #expect(listed.map { "\($0.host)/\($0.name)" } == ["B/1", "a/1", "a/10", "a/2", "b/0", "b/1", "c/1"])
    }

    @Test("A list goes on behind a node that has been removed meanwhile")
    func pageBehindRemoved() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        let command = ListNodes(pageSize: 5, after: NodeIdentifier(host: "H", name: "A"))
        guard case .nodes(let page, let next) = try shard.run(.listNodes(command)).get() else {
            throw Unexpected.answer
        }
        #expect(page.map(\.identifier) == [Fixture.node])
        #expect(next == nil)
    }

    @Test("With a threshold of 0 failed builds are not counted, but a success still sets the count to 0")
    func threshold() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        _ = shard.run(.reportBuildResult(ReportBuildResult(node: Fixture.node, isSuccess: false)))
        shard.policy.buildFailureThreshold = 0
        for (isSuccess, expected) in [(false, Int64(1)), (true, 0), (false, 0)] {
            let answer = try shard.run(.reportBuildResult(ReportBuildResult(node: Fixture.node, isSuccess: isSuccess)))
                .get()
            #expect(answer == .buildResultReported(failedBuilds: expected))
        }
        let unknown = ReportBuildResult(node: NodeIdentifier(host: "Z", name: "Z"), isSuccess: true)
        #expect(try shard.refusal(.reportBuildResult(unknown)).code == .notFound)
    }

    private static func released(_ body: Fact.Body) -> String? {
        guard case .claimReleased(let release) = body, release.cause == .nodeRemoved else { return nil }
        return release.grant.instanceUUID
    }
}

import Testing
import Tracker

/// A tracker core as a worker drives it: decides, applies, answers, and checks every invariant after each step.
struct Shard {
    var state = State()
    var policy = Policy(defaultReserved: Reserved(vcpus: 0, memoryMebibytes: 0, diskMebibytes: 0))
    var now = Instant(nanoseconds: 1_000_000_000_000)
    private(set) var facts: [Fact] = []
    private var requests = 0

    /// A shard that knows nothing.
    init() {}

    /// A shard with the fixture's node.
    init(inventory: Inventory, policy: Policy? = nil) throws {
        if let policy { self.policy = policy }
        try report(inventory)
    }

    /// The facts that a command leads to and its answer, or the refusal.
    @discardableResult
    mutating func run(_ command: Command, key: String? = nil) -> Result<Answer, Refused> {
        requests += 1
        let context = CommandContext(requestKey: key ?? "request-\(requests)", now: now)
        switch decide(state, command, context, policy: policy) {
        case .refused(let refusal):
            return .failure(Refused(refusal: refusal))
        case .accepted(let facts, let answer):
            for fact in facts { state.evolve(fact) }
            self.facts += facts
            #expect(violations(of: state) == [], "after \(command)")
            return .success(answer.complete(in: state))
        }
    }

    /// The refusal of a command; fails if it is accepted.
    mutating func refusal(_ command: Command, key: String? = nil) throws -> Refusal {
        let factsBefore = facts.count
        guard case .failure(let refused) = run(command, key: key) else { throw Unexpected.accepted }
        #expect(facts.count == factsBefore)
        return refused.refusal
    }

    /// Reports the fixture's node.
    mutating func report(_ inventory: Inventory, node: NodeIdentifier = Fixture.node, uuid: String = Fixture.nodeUUID)
        throws
    {
        _ = try run(.reportInventory(ReportInventory(node: node, nodeUUID: uuid, inventory: inventory))).get()
    }

    /// Claims on the fixture's node.
    @discardableResult
    mutating func claim(
        _ instance: Instance, limits: Limits = Limits(), allocations: [Allocation] = [], lease: Int64? = nil,
        on node: NodeIdentifier = Fixture.node, key: String? = nil
    ) throws -> Grant {
        let command = ClaimInstance(
            node: node, instance: instance, limits: limits, allocations: allocations, leaseNanoseconds: lease)
        guard case .instanceClaimed(let grant, let usage) = try run(.claimInstance(command), key: key).get() else {
            throw Unexpected.answer
        }
        #expect(usage == state.usage(of: node))
        return grant
    }

    /// Updates an instance on the fixture's node; whether it is tracked and whether it was released.
    @discardableResult
    mutating func update(_ instance: Instance, hasFlavor: Bool = true, on node: NodeIdentifier = Fixture.node) throws
        -> (tracked: Bool, released: Bool)
    {
        let command = UpdateInstance(node: node, instance: instance, hasFlavor: hasFlavor)
        guard case .instanceUpdated(let tracked, let released, let usage) = try run(.updateInstance(command)).get()
        else {
            throw Unexpected.answer
        }
        #expect(usage == state.usage(of: node))
        return (tracked, released)
    }

    /// Aborts the claim of an instance on the fixture's node; whether it was released.
    @discardableResult
    mutating func abort(_ instance: Instance, claimRequestID: String = "", on node: NodeIdentifier = Fixture.node)
        throws
        -> Bool
    {
        let command = AbortInstanceClaim(node: node, instanceUUID: instance.uuid, claimRequestID: claimRequestID)
        guard case .claimAborted(let usage, let released) = try run(.abortInstanceClaim(command)).get() else {
            throw Unexpected.answer
        }
        #expect(usage == state.usage(of: node))
        return released
    }
}

/// A refusal where an answer was asked for.
struct Refused: Error, Hashable {
    var refusal: Refusal
}

/// Something else than the test is about.
enum Unexpected: Error {
    case accepted
    case answer
}

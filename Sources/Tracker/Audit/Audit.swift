import HashTreeCollections

/// One audit: a pure function of the state and the inputs (claims and moves, 9).
///
/// It works on a copy of the state, which every difference is applied to as a fact; what is the same costs a look-up.
/// An item that cannot be judged is left as it is and listed; a bad one is listed; neither keeps the others from being
/// put right.
struct Audit {
    /// The inputs.
    let command: AuditNode
    /// The request's key and time.
    let context: CommandContext
    /// Settings.
    let policy: Policy
    /// The state with everything that the audit has put right so far.
    private(set) var state: State
    /// What it put right.
    private(set) var facts: [Fact] = []
    /// What it found.
    private(set) var drifts: [Drift] = []
    /// The inputs by UUID; of an instance that is listed twice the first counts.
    private(set) var listed: [String: Instance] = [:]
    /// What the database says is held, by instance.
    private(set) var recorded: [String: [Grant]] = [:]
    /// Items that break a rule, by UUID: nothing follows from them, not even that something is missing.
    let unjudged: Set<String>
    /// What an earlier address of the node held, by instance: taken over with its places.
    var inherited: [String: Grant] = [:]
    /// The node's last release before the audit: what the audit itself releases is no change since the inputs.
    private let lastRelease: Int64

    init(_ command: AuditNode, _ state: State, _ context: CommandContext, _ policy: Policy) {
        self.command = command
        self.state = state
        self.context = context
        self.policy = policy
        unjudged = Set(command.invalid.map(\.subject))
        lastRelease = state.ledger(of: command.node)?.counters.lastRelease ?? 0
    }

    /// The audited node.
    var node: NodeIdentifier { command.node }

    /// Rules of other decisions, on the state as far as the audit has come.
    var decider: Decider { Decider(state: state, context: context, policy: policy) }

    /// Does everything in order: the node, moves that are over, moves, instances, what is left over, resources.
    mutating func run() -> Refusal? {
        if let refusal = identityRefusal() { return refusal }
        for item in command.invalid {
            find(.invalidItem, item.subject, "left out: \(item.message)", isRepaired: false)
        }
        settleNode()
        listInstances()
        settleUnlistedMoves()
        reconcileMoves()
        reconcileHeldInstances()
        releaseUnlistedInstances()
        adoptInstances()
        checkUnits()
        checkPlaces()
        checkDevicesInUse()
        checkDeviceCounts()
        checkGuests()
        drifts.sort()
        if !drifts.isEmpty { note(.driftFound(DriftFound(node: node, drifts: drifts))) }
        return nil
    }

    /// Applies what the audit puts right.
    mutating func note(_ body: Fact.Body) {
        let fact = Fact(time: context.now, body: body)
        state.evolve(fact)
        facts.append(fact)
    }

    /// Notes a difference.
    mutating func find(_ kind: Drift.Kind, _ subject: String, _ message: String, isRepaired: Bool) {
        drifts.append(Drift(kind, subject: subject, message: message, isRepaired: isRepaired))
    }

    /// Leaves an item as it is: it changed after the inputs were read.
    mutating func leave(_ subject: String, _ what: String) {
        find(
            .changedSince, subject, "\(what) changed after the inputs were read; left for the next audit",
            isRepaired: false)
    }

    /// Whether something changed after the inputs were read.
    func isNewer(_ generation: Int64) -> Bool { command.generation > 0 && generation > command.generation }

    /// Whether something that is not held may have been, and was released after the inputs were read.
    var mayHaveBeenReleased: Bool { isNewer(lastRelease) }

    /// Whether the database has the instance on this node.
    func isHere(_ instance: Instance) -> Bool {
        instance.host == node.host && instance.node == node.name && !instance.isDeleted
    }

    /// Whether the instance is on a side of a move, as far as the database says; within one node it does not tell.
    func place(of uuid: String, in migration: Migration) -> Bool? {
        migration.source == migration.destination ? nil : listed[uuid].map(isHere)
    }

    private mutating func listInstances() {
        recorded = Dictionary(grouping: command.recorded, by: \.instanceUUID)
        listed.reserveCapacity(command.instances.count)
        for instance in command.instances where listed.updateIfAbsent(instance) {
            find(
                .invalidItem, instance.uuid, "the instance is listed twice; only the first entry counts",
                isRepaired: false)
        }
    }
}

extension Dictionary where Key == String, Value == Instance {
    /// Keeps an instance unless there is one; tells whether there was.
    fileprivate mutating func updateIfAbsent(_ instance: Instance) -> Bool {
        guard self[instance.uuid] == nil else { return true }
        self[instance.uuid] = instance
        return false
    }
}

extension Decider {
    /// Compares what is held on a node with what the cloud's database says, and puts the difference right.
    func decide(_ command: AuditNode) -> Decision {
        var audit = Audit(command, state, context, policy)
        if let refusal = audit.run() { return .refused(refusal) }
        return .accepted(
            audit.facts,
            .nodeAudited(command.node, drifts: audit.drifts, verdicts: audit.verdicts()))
    }
}

extension Drift: Comparable {
    /// Orders by kind as the enum has them, then by subject, then by message.
    public static func < (left: Drift, right: Drift) -> Bool {
        let (first, second) = (left.kind.order, right.kind.order)
        return (first, left.subject, left.message) < (second, right.subject, right.message)
    }
}

extension Drift.Kind {
    fileprivate var order: Int { Self.orders[self] ?? Self.orders.count }

    private static let orders = Dictionary(uniqueKeysWithValues: allCases.enumerated().map { ($1, $0) })
}

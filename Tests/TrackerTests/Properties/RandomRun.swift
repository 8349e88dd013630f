import Testing
import Tracker

/// A tracker core and a model that get the same random commands.
struct RandomRun {
    private var state = State()
    private var model: NaiveModel
    private let policy: Policy
    private var generator: CommandGenerator
    private var now: Int64 = 100
    private var steps = 0
    /// What a store would hold: each touched entity written after its decision.
    private var rows: [EntityIdentifier: Entity] = [:]
    private(set) var facts: [Fact] = []
    /// Every outcome so far, and every kind of fact.
    private(set) var outcomes: Set<String> = []
    private(set) var claimed = 0
    private(set) var refused = 0

    init(seed: UInt64) {
        var generator = CommandGenerator(seed: seed)
        let admission = generator.draw(AdmissionPolicy.allCases, else: .enforce)
        let configured = generator.draw([0, 2], else: 0.0)
        let threshold = generator.draw([0, 10], else: Int64(10))
        policy = Policy(
            admission: admission, configuredRatios: AllocationRatiosReport(cpu: configured, ram: nil, disk: configured),
            buildFailureThreshold: threshold)
        model = NaiveModel(
            enforces: admission == .enforce, countsFailures: threshold != 0, configured: [configured, 0, configured])
        self.generator = generator
    }

    /// The drawn options, for messages.
    var options: String {
        "admission \(policy.admission.rawValue), configured ratio \(policy.configuredRatios.cpu ?? 0), "
            + "threshold \(policy.buildFailureThreshold)"
    }

    /// One command, and every check that holds after it.
    mutating func step(_ place: Comment) {
        steps += 1
        now += generator.number(0...5)
        generator.leases = state.leases(endingBy: Instant(nanoseconds: .max))
        let command = generator.command()
        let key = "key-\(steps)"
        generator.keys.append(key)
        let expected = model.perform(command, key: key, now: now)
        let context = CommandContext(requestKey: key, now: Instant(nanoseconds: now))
        outcomes.insert(expected)
        let before = state
        let actual: String
        switch decide(state, command, context, policy: policy) {
        case .refused(let refusal):
            refused += 1
            actual = Outcome.text(refusal)
        case .accepted(let facts, let answer):
            apply(facts, place)
            actual = Outcome.text(answer.complete(in: state))
        }
        #expect(actual == expected, "\(place): \(command)")
        #expect(violations(of: state) == [], place)
        #expect(violations(of: before) == [], place)
        checkViews(place)
    }

    private mutating func apply(_ facts: [Fact], _ place: Comment) {
        let before = state
        let entitiesBefore = before.allEntities()
        for fact in facts {
            let generation = state.node(fact.node)?.generation ?? 0
            state.evolve(fact)
            if let node = state.node(fact.node) {
                #expect(node.generation == generation + 1, place)
                #expect(node.updateTime == Instant(nanoseconds: now), place)
            }
            outcomes.insert("fact \(fact.body)".prefix { $0 != "(" }.description)
            if case .instanceClaimed = fact.body { claimed += 1 }
        }
        for identifier in facts.flatMap(\.touched) { rows[identifier] = state.entity(identifier) }
        self.facts += facts
        #expect(before.allEntities() == entitiesBefore, "\(place): a copy from before takes the step back")
        #expect(Set(rows.values) == Set(state.allEntities()), place)
    }

    private func checkViews(_ place: Comment) {
        #expect(state.nodeCount == model.nodes.count, place)
        #expect(state.instanceCount == model.guests.count, place)
        for node in model.nodes {
            let identifier = NodeIdentifier(host: node.host, name: node.name)
            #expect(state.usage(of: identifier) == model.usage(of: node), place)
            #expect(state.stats(of: identifier)?.filter { $0.value != 0 } == model.stats(of: node), place)
            let held = state.grants(on: identifier).map { "\($0.instanceUUID) \(Outcome.units($0))" }
            let expected = model.onNode(identifier).sorted { $0.uuid < $1.uuid }.map { "\($0.uuid) \($0.units)" }
            #expect(held == expected, place)
        }
        let leases = state.leases(endingBy: Instant(nanoseconds: .max)).map {
            "\($0.leaseEndTime.nanoseconds) \($0.instance.host) \($0.instance.uuid) \($0.claimRequestID)"
        }
        #expect(leases == model.leases, place)
        #expect(state.nextLeaseEnd()?.end == state.leases(endingBy: Instant(nanoseconds: .max)).first?.leaseEndTime)
    }

    /// A state loaded from the stored entities, in any order, shows the same.
    mutating func checkLoading(_ place: Comment) throws {
        let entities = state.allEntities()
        var random = SplitMix(seed: UInt64(steps))
        let loaded = try State(loading: entities.shuffled(using: &random))
        expectSame(loaded, place)
        // The run goes on with what was loaded, as after a restart.
        state = loaded
    }

    /// The facts alone lead to the same state.
    func checkReplay(_ place: Comment) {
        var replayed = State()
        for fact in facts { replayed.evolve(fact) }
        expectSame(replayed, place)
    }

    private func expectSame(_ other: State, _ place: Comment) {
        #expect(other.allEntities() == state.allEntities(), place)
        #expect(violations(of: other) == [], place)
        for node in model.nodes.map({ NodeIdentifier(host: $0.host, name: $0.name) }) {
            #expect(other.usage(of: node) == state.usage(of: node), place)
            #expect(
                other.stats(of: node)?.filter { $0.value != 0 } == state.stats(of: node)?.filter { $0.value != 0 },
                place)
            #expect(other.grants(on: node) == state.grants(on: node), place)
        }
        let end = Instant(nanoseconds: .max)
        #expect(other.leases(endingBy: end) == state.leases(endingBy: end), place)
    }

    /// Adds a node and takes it away again, outside the facts of the run.
    mutating func disturb(_ name: String) {
        let node = NodeIdentifier(host: name, name: name)
        let report = NodeReported(
            node: node, uuid: name, inventory: Inventory(), reserved: Reserved(), ratios: AllocationRatios(),
            isCreated: true)
        state.evolve(Fact(time: Instant(nanoseconds: 0), body: .nodeReported(report)))
        state.evolve(Fact(time: Instant(nanoseconds: 0), body: .nodeRemoved(NodeRemoved(node: node, isForced: false))))
    }
}

import Tracker

/// Shards and their models that get the same steps; stops at the first difference.
struct MoveRun {
    private struct Pair {
        var state = State()
        var model = MoveModel()
    }

    private var pairs: [Pair]
    private var now: Int64 = 1_000_000_000_000
    private var steps = 0
    /// Outcomes so far, each with its request.
    private(set) var outcomes: Set<String> = []

    /// Whether hosts are split over two shards.
    init(isSplit: Bool) { pairs = Array(repeating: Pair(), count: isSplit ? 2 : 1) }

    /// What went wrong in a run, in words; absent: nothing.
    static func failure(of steps: [RandomStep], isSplit: Bool) -> String? {
        var run = MoveRun(isSplit: isSplit)
        return run.failure(of: steps)
    }

    /// What goes wrong in these steps, in words; absent: nothing.
    mutating func failure(of steps: [RandomStep]) -> String? {
        for (index, step) in steps.enumerated() {
            if let problem = problem(with: step) { return "step \(index + 1): \(problem)" }
        }
        return nil
    }

    private mutating func problem(with step: RandomStep) -> String? {
        steps += 1
        now += 1_000_000_000
        switch step {
        case .request(let command, let key):
            let shard = pairs.count == 2 && command.host != "a" ? 1 : 0
            return problem(with: command, key, shard) ?? checkLoading(shard)
        case .pass(let seconds):
            now += seconds * 1_000_000_000
            for shard in pairs.indices {
                if let problem = endLeases(shard) { return problem }
            }
            return nil
        }
    }

    /// The leases that have run out, as a worker would end them.
    private mutating func endLeases(_ shard: Int) -> String? {
        let due = pairs[shard].state.leases(endingBy: Instant(nanoseconds: now))
        let expected = pairs[shard].model.places.filter { $0.leaseEnd.map { $0 <= now } ?? false }.map(\.key)
        if due.map(\.claimRequestID).sorted() != expected.sorted() {
            return "leases have run out of \(due.map(\.claimRequestID)), the model has \(expected)"
        }
        for lease in due {
            if let problem = problem(with: .endLease(lease), "lease", shard) { return problem }
        }
        return nil
    }

    private mutating func problem(with command: Command, _ key: String, _ shard: Int) -> String? {
        let expected = pairs[shard].model.perform(command, key: key, now: now)
        let context = CommandContext(requestKey: key, now: Instant(nanoseconds: now))
        let policy = Policy(defaultReserved: Reserved(vcpus: 0, memoryMebibytes: 0, diskMebibytes: 0))
        let actual: String
        switch decide(pairs[shard].state, command, context, policy: policy) {
        case .refused(let refusal): actual = refusal.reason
        case .accepted(let facts, let answer):
            for fact in facts { pairs[shard].state.evolve(fact) }
            actual = Self.text(answer.complete(in: pairs[shard].state))
        }
        outcomes.insert("\(command.method) \(actual)")
        if actual != expected { return "answered \(actual), the model says \(expected)" }
        let broken = violations(of: pairs[shard].state)
        if !broken.isEmpty { return "\(broken.map { "\($0.kind) \($0.subject): \($0.message)" })" }
        return difference(shard)
    }

    private static func text(_ answer: Answer) -> String {
        switch answer {
        case .claimAborted(_, let released), .leaseEnded(let released): "OK, released \(released)"
        case .instanceUpdated(let tracked, let released, _): "OK, tracked \(tracked), released \(released)"
        default: "OK"
        }
    }

    /// What the shard and its model show differently.
    private func difference(_ shard: Int) -> String? {
        let (state, model) = (pairs[shard].state, pairs[shard].model)
        guard state.nodeCount == model.nodes.count else { return "\(state.nodeCount) nodes, not \(model.nodes.count)" }
        for node in model.nodes {
            let identifier = NodeIdentifier(host: node.host, name: node.name)
            let here = model.places.filter { $0.address == node.address }
            let expected = [
                here.map(\.vcpus).reduce(0, +), here.map(\.memory).reduce(0, +), here.map(\.disk).reduce(0, +),
                Int64(here.count(where: \.isOwn)),
            ]
            let usage = state.usage(of: identifier)
            let actual = [
                usage?.vcpusUsed, usage?.memoryMebibytesUsed, usage?.diskMebibytesUsed, usage?.runningVMs,
            ].compactMap(\.self)
            if actual != expected {
                return "\(node.address) has vcpus, memory, disk, guests \(actual), the model \(expected)"
            }
            let sides = state.migrationRecords(on: identifier).map {
                "\($0.side.rawValue) of \($0.migration.uuid) \($0.migration.status.rawValue)"
            }
            let ends = model.ends.filter { $0.address == node.address }.sorted { $0.order < $1.order }.map {
                "\($0.side == "s" ? "source" : "destination") of \($0.move) \($0.status)"
            }
            if sides != ends { return "\(node.address) has \(sides), the model \(ends)" }
        }
        return nil
    }

    /// From time to time the shard starts again from what is stored.
    private mutating func checkLoading(_ shard: Int) -> String? {
        guard steps % 16 == 0 else { return nil }
        let entities = pairs[shard].state.allEntities()
        guard let loaded = try? State(loading: entities.reversed()) else { return "what is stored cannot be loaded" }
        guard loaded.allEntities() == entities else { return "loaded, the state is another" }
        pairs[shard].state = loaded
        return difference(shard)
    }
}

extension Command {
    /// The host that the request goes to.
    var host: String {
        switch self {
        case .reportInventory(let command): command.node.host
        case .setNodeEnabled(let command): command.node.host
        case .removeNode(let command): command.node.host
        case .claimInstance(let command): command.node.host
        case .abortInstanceClaim(let command): command.node.host
        case .updateInstance(let command): command.node.host
        case .claimMove(let command): command.node.host
        case .abortMove(let command): command.node.host
        case .finishMove(let command): command.node.host
        case .confirmMove(let command): command.node.host
        case .revertMove(let command): command.node.host
        case .updateMigration(let command): command.host
        case .getMigration(let command): command.host
        default: ""
        }
    }

    /// The request's name.
    var method: String { "\(self)".prefix { $0 != "(" }.description }
}

import Tracker

/// Where the two nodes of a small world are, and where its move leads.
enum WorldLayout: String, CaseIterable, Sendable {
    /// Two nodes of a host; requests name the source as the destination, too.
    case oneNode
    /// Two nodes of a host.
    case oneHost
    /// Two hosts of a shard.
    case twoHosts
    /// Two hosts, each alone in its shard: this is the source's.
    case sourceShard
    /// The destination's shard; what the two shards do does not depend on each other, so neither do their worlds.
    case destinationShard

    var source: NodeIdentifier { NodeIdentifier(host: "a", name: "n1") }

    var otherNode: NodeIdentifier {
        NodeIdentifier(host: self == .oneNode || self == .oneHost ? "a" : "b", name: "n2")
    }

    /// The destination that records name.
    var destination: NodeIdentifier { self == .oneNode ? source : otherNode }

    /// The nodes of the shard.
    var nodes: [NodeIdentifier] {
        switch self {
        case .oneNode, .oneHost, .twoHosts: [source, otherNode]
        case .sourceShard: [source]
        case .destinationShard: [destination]
        }
    }

    var hosts: [String] { Set(nodes.map(\.host)).sorted() }
}

/// One instance, two nodes and one move: all that a shard knows of them.
struct SmallWorld {
    private(set) var state = State()
    let layout: WorldLayout

    /// Both nodes are reported, and nothing else.
    init(_ layout: WorldLayout) {
        self.layout = layout
        for (index, node) in layout.nodes.enumerated() {
            let report = ReportInventory(
                node: node, nodeUUID: Fixture.uuid(900 + index),
                inventory: Fixture.inventory(vcpus: 100, memory: 100_000, disk: 1000))
            _ = perform(Letter(name: "", command: .reportInventory(report)), turn: 0)
        }
    }

    /// What came of a request.
    enum Outcome {
        case refused(Refusal)
        case nothing
        case changed
    }

    /// Does what a request asks for.
    mutating func perform(_ letter: Letter, turn: Int) -> Outcome {
        let context = CommandContext(
            requestKey: "request-\(turn)", now: Instant(nanoseconds: 1_000_000_000 * Int64(turn + 1)))
        switch decide(state, letter.command, context, policy: Policy()) {
        case .refused(let refusal):
            return .refused(refusal)
        case .accepted(let facts, let answer):
            for fact in facts { state.evolve(fact) }
            _ = answer.complete(in: state)
            return facts.isEmpty ? .nothing : .changed
        }
    }

    /// Every host's record of the instance.
    var instances: [InstanceRecord] {
        layout.hosts.compactMap { state.instanceRecord(InstanceIdentifier(host: $0, uuid: Fixture.uuid(1))) }
    }

    /// Every side's record of the move.
    var moves: [MigrationRecord] { state.migrationRecords(Alphabet.migration) }

    /// What the instance is to each host.
    var instanceStates: [InstanceState] {
        let records = instances
        return layout.hosts.map { host in InstanceState(records.first { $0.host == host }) }
    }

    /// Whether nothing is held anywhere, and no move is open.
    var isClean: Bool { instances.isEmpty && moves.allSatisfy(\.migration.status.isTerminal) }

}

/// What tells one small world from another: all that is stored but for times, keys and generations.
struct WorldKey: Hashable {
    private let instances: [InstanceRecord]
    private let moves: [MigrationRecord]
    /// Whether each of the instance's own grants is older than the last change of each destination's record.
    private let order: [Bool]

    init(_ world: SmallWorld) {
        let (stored, sides) = (world.instances, world.moves)
        order = stored.flatMap(\.grants).filter { $0.side == .instance }.flatMap { grant in
            sides.filter { $0.side == .destination }.map { grant.createTime < $0.migration.recency }
        }
        instances = stored.map { record in
            var record = record
            record.generation = 0
            for index in record.grants.indices {
                record.grants[index].createTime = Instant(nanoseconds: 0)
                record.grants[index].claimRequestID = ""
            }
            // In which order they came changes nothing.
            if record.grants.count > 1 {
                record.grants.sort { ($0.side.rawValue, $0.node) < ($1.side.rawValue, $1.node) }
            }
            return record
        }
        moves = sides.map { record in
            var record = record
            record.generation = 0
            record.migration.createTime = Instant(nanoseconds: 0)
            record.migration.updateTime = nil
            return record
        }
    }

    /// What differs most; all that is stored would take long.
    func hash(into hasher: inout Hasher) {
        for record in instances {
            hasher.combine(record.instance.vmState)
            for grant in record.grants {
                hasher.combine(grant.side)
                hasher.combine(grant.node.name)
            }
        }
        for record in moves {
            hasher.combine(record.side)
            hasher.combine(record.node.name)
            hasher.combine(record.migration.status)
        }
    }
}

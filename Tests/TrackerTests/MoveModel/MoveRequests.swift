import Tracker

/// One step of a random run: independent of what came of the steps before, so that steps can be left out.
enum RandomStep: Sendable {
    /// A request, under a key of its own.
    case request(Command, key: String)
    /// Time passes, and leases run out.
    case pass(seconds: Int64)
}

/// Draws requests about a few instances, nodes and moves; mostly what would come next, and often something else.
struct MoveRequests {
    /// A move as its conductor believes it to be.
    private struct Belief {
        var uuid: String
        var type: MigrationType
        var instance: Int
        var source: NodeIdentifier
        var destination: NodeIdentifier
        /// How often it was advanced.
        var stage = 0
        /// Which of the two ways it goes.
        var way = 0
        var status: MigrationStatus?
    }

    static let hosts = ["a", "b", "c"]
    static let nodes = hosts.flatMap { host in ["n1", "n2"].map { NodeIdentifier(host: host, name: $0) } }

    private var random: SplitMix
    private var moves: [Belief] = []
    private var homes: [Int: NodeIdentifier] = [:]
    private var keys = 0
    private var last: Command?

    init(seed: UInt64) { random = SplitMix(seed: seed) }

    /// A whole run.
    static func run(seed: UInt64, length: Int) -> [RandomStep] {
        var requests = MoveRequests(seed: seed)
        var steps = nodes.map { node in requests.step(.reportInventory(requests.report(node))) }
        while steps.count < length { steps.append(requests.next()) }
        return steps
    }

    private mutating func step(_ command: Command) -> RandomStep {
        keys += 1
        last = command
        return .request(command, key: "key-\(keys)")
    }

    private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

    private mutating func draw<Value>(_ values: [Value]) -> Value? { values.randomElement(using: &random) }

    private mutating func node() -> NodeIdentifier { draw(Self.nodes) ?? Fixture.node }

    private func report(_ node: NodeIdentifier) -> ReportInventory {
        let index = Self.nodes.firstIndex(of: node) ?? 0
        return ReportInventory(
            node: node, nodeUUID: Fixture.uuid(900 + index),
            inventory: Fixture.inventory(
                vcpus: 6, memory: 600, disk: 12, ratios: AllocationRatiosReport(cpu: 1, ram: 1, disk: 1)))
    }

    private mutating func next() -> RandomStep {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<4: return .pass(seconds: Int64.random(in: 1...40, using: &random))
        case 4..<11: if let last { return step(last) }
        case 11..<13: return step(.setNodeEnabled(SetNodeEnabled(node: node(), isEnabled: chance(70))))
        case 13..<14: return step(.removeNode(RemoveNode(node: node(), isForced: chance(60))))
        case 14..<16: return step(.reportInventory(report(node())))
        case 16..<27: return step(claimInstance())
        case 27..<36: return step(aboutInstance())
        case 36..<48: return step(begin())
        default: break
        }
        // The latest moves are the ones that are under way.
        guard let index = draw(Array(moves.indices.suffix(chance(80) ? 3 : 20))) else { return step(begin()) }
        return step(chance(60) ? advance(index) : stray(index))
    }

    private mutating func claimInstance() -> Command {
        let number = Int.random(in: 1...6, using: &random)
        let place = node()
        if homes[number] == nil { homes[number] = place }
        let instance = Fixture.instance(number, flavor(), vmState: chance(50) ? .building : .active)
        return .claimInstance(
            ClaimInstance(
                node: homes[number] ?? place, instance: instance, leaseNanoseconds: chance(20) ? 20_000_000_000 : nil))
    }

    private mutating func flavor() -> Flavor { chance(60) ? Fixture.small : Fixture.large }

    private mutating func aboutInstance() -> Command {
        let number = Int.random(in: 1...6, using: &random)
        let place = chance(75) ? homes[number] ?? node() : node()
        if chance(25) {
            if chance(50) { homes[number] = nil }
            return .abortInstanceClaim(AbortInstanceClaim(node: place, instanceUUID: Fixture.uuid(number)))
        }
        let state = chance(30) ? draw([VMState.deleted, .shelvedOffloaded]) : draw([.active, .resized, .building])
        return .updateInstance(
            UpdateInstance(node: place, instance: Fixture.instance(number, vmState: state), hasFlavor: false))
    }

    /// The claim of a new move's destination.
    private mutating func begin() -> Command {
        let number = Int.random(in: 1...6, using: &random)
        let belief = Belief(
            uuid: Fixture.uuid(1000 + moves.count), type: draw(MigrationType.allCases) ?? .resize, instance: number,
            source: homes[number] ?? node(), destination: node(), way: chance(50) ? 0 : 1)
        moves.append(belief)
        return claim(belief, at: belief.destination)
    }

    private mutating func claim(_ belief: Belief, at node: NodeIdentifier) -> Command {
        var instance = Fixture.instance(belief.instance)
        instance.host = belief.source.host
        instance.node = belief.source.name
        let status: MigrationStatus? = chance(20) ? draw([.accepted, .preMigrating, .running]) : nil
        return .claimMove(
            ClaimMove(
                node: node, instance: instance, newFlavor: belief.type == .resize ? Fixture.large : nil,
                migration: MigrationReport(
                    uuid: belief.uuid, type: belief.type, status: status, source: belief.source,
                    destination: chance(30) ? belief.destination : nil),
                leaseNanoseconds: chance(25) ? 30_000_000_000 : nil))
    }

    private mutating func record(_ belief: Belief) -> MigrationReport {
        var belief = belief
        if chance(3) { belief.instance = belief.instance % 6 + 1 }
        if chance(2) { belief.source = node() }
        return MigrationReport(
            uuid: belief.uuid, instanceUUID: Fixture.uuid(belief.instance), type: belief.type,
            status: chance(70) ? belief.status : nil, source: belief.source,
            destination: chance(90) ? belief.destination : nil)
    }

    /// What comes next in a move that goes well.
    private mutating func advance(_ index: Int) -> Command {
        let belief = moves[index]
        guard let path = Self.paths[belief.type]?[belief.way], path.indices.contains(belief.stage) else {
            return stray(index)
        }
        moves[index].stage += 1
        let (status, side) = path[belief.stage]
        moves[index].status = status
        if status == belief.type.finishedStatus, side == .destination { homes[belief.instance] = belief.destination }
        return command(belief, status, side)
    }

    /// One of the ways in which a side is brought to a status.
    private mutating func command(_ belief: Belief, _ status: MigrationStatus, _ side: MoveSide) -> Command {
        let node = side == .source ? belief.source : belief.destination
        switch status {
        case .finished where chance(70), .done where chance(70):
            return .finishMove(FinishMove(node: node, migrationUUID: belief.uuid))
        case .completed where side == .destination:
            return .finishMove(FinishMove(node: node, migrationUUID: belief.uuid))
        case .confirmed where chance(70):
            return .confirmMove(ConfirmMove(node: node, migrationUUID: belief.uuid, migration: record(belief)))
        case .reverted where side == .destination && chance(70):
            return .revertMove(RevertMove(node: node, migrationUUID: belief.uuid))
        default: return update(belief, status, node.host)
        }
    }

    private mutating func update(_ belief: Belief, _ status: MigrationStatus, _ host: String) -> Command {
        var told = belief
        if chance(50) { told.status = status }
        return .updateMigration(
            UpdateMigration(
                host: host, migrationUUID: belief.uuid, status: status, migration: chance(75) ? record(told) : nil,
                location: status == .failed && chance(50) ? draw([belief.source, belief.destination]) : nil))
    }

    /// Anything about a move, at either end, early, late or wrong.
    private mutating func stray(_ index: Int) -> Command {
        let belief = moves[index]
        let place = draw([belief.source, belief.destination, belief.destination, node()]) ?? belief.source
        let uuid = chance(97) ? belief.uuid : Fixture.uuid(5000)
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<30:
            let statuses: [MigrationStatus?] = [nil, .failed, .failed, .cancelled, .error]
            return .abortMove(AbortMove(node: place, migrationUUID: uuid, status: draw(statuses) ?? nil))
        case 30..<40:
            let goal = node()
            if chance(50) { moves[index].destination = goal }
            return claim(belief, at: goal)
        case 40..<48: return .finishMove(FinishMove(node: place, migrationUUID: uuid))
        case 48..<56:
            let report = chance(60) ? record(belief) : nil
            return .confirmMove(ConfirmMove(node: place, migrationUUID: uuid, migration: report))
        case 56..<62: return .revertMove(RevertMove(node: place, migrationUUID: uuid))
        case 62..<64: return .getMigration(GetMigration(host: place.host, migrationUUID: uuid))
        case 64..<82: return update(belief, chance(60) ? .error : .failed, place.host)
        default:
            let status = draw(chance(85) ? belief.type.statuses : MigrationStatus.allCases) ?? .error
            return update(belief, status, place.host)
        }
    }

    /// Two ways in which each kind of move goes well: who comes to which status.
    private static let paths: [MigrationType: [[(MigrationStatus, MoveSide)]]] = {
        let resize: [[(MigrationStatus, MoveSide)]] = [
            [(.migrating, .source), (.postMigrating, .source), (.finished, .destination), (.confirmed, .source)],
            [
                (.migrating, .source), (.postMigrating, .source), (.finished, .destination),
                (.reverting, .destination), (.reverted, .destination), (.reverted, .source),
            ],
        ]
        return [
            .resize: resize, .coldMigration: resize,
            .liveMigration: [
                [
                    (.queued, .source), (.preparing, .source), (.running, .source), (.completed, .destination),
                    (.completed, .source),
                ],
                [(.queued, .source), (.preparing, .source), (.running, .source), (.runningPostCopy, .source)],
            ],
            .evacuation: [
                [(.done, .destination), (.completed, .source)], [(.done, .destination), (.completed, .source)],
            ],
        ]
    }()
}

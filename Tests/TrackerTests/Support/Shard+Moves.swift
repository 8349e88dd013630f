import Testing
import Tracker

extension Shard {
    /// A shard with several nodes.
    init(nodes: [NodeIdentifier], inventory: Inventory = Fixture.inventory(), policy: Policy? = nil) throws {
        self.init()
        if let policy { self.policy = policy }
        for (index, node) in nodes.enumerated() {
            try report(inventory, node: node, uuid: Fixture.uuid(800 + index))
        }
    }

    /// A shard in which the instance of a move is at home at the source.
    init(
        before move: Move, nodes: [NodeIdentifier] = [Fixture.node, Fixture.neighbour, Fixture.away, Fixture.further],
        inventory: Inventory = Fixture.inventory(), policy: Policy? = nil
    ) throws {
        try self.init(nodes: nodes, inventory: inventory, policy: policy)
        try claim(move.instance, on: move.source)
    }

    /// Takes steps of moves; the record that the last one is answered with, absent when the host has none.
    ///
    /// What is stored afterwards makes the same state again.
    @discardableResult
    mutating func step(_ commands: Command..., key: String? = nil) throws -> Migration? {
        var last: Migration?
        for command in commands {
            switch try run(command, key: key).get() {
            case .moveClaimed(let migration, let grant, let usage):
                #expect(usage == state.usage(of: grant.node))
                last = migration
            case .moveStepped(_, let migration, _): last = migration
            case .migrationUpdated(let migration): last = migration
            default: throw Unexpected.answer
            }
        }
        try expectSameWhenLoaded()
        return last
    }

    /// What is stored makes the same state again, with nothing wrong in it.
    func expectSameWhenLoaded() throws {
        let stored = state.allEntities()
        let loaded = try State(loading: stored.reversed())
        #expect(loaded.allEntities() == stored)
        #expect(violations(of: loaded) == [])
        for case .node(let node) in stored {
            #expect(loaded.usage(of: node.identifier) == state.usage(of: node.identifier))
            // Counters that are down to 0 are kept for as long as the tracker runs.
            #expect(
                loaded.stats(of: node.identifier)?.filter { $0.value != 0 }
                    == state.stats(of: node.identifier)?.filter { $0.value != 0 })
        }
    }

    /// Takes steps of which none changes anything.
    mutating func expectNoChange(_ commands: Command...) throws {
        for command in commands {
            let before = facts.count
            _ = try run(command).get()
            #expect(facts.count == before, "\(command)")
        }
    }

    /// What is held on a node, grant by grant: its side and the flavor that it was made from.
    func held(_ node: NodeIdentifier = Fixture.node) -> [String] {
        state.grants(on: node).map { "\($0.side.rawValue) \($0.flavorID)" }
    }

    /// The named units of a grant on a node, by the side of the grant.
    func units(_ side: GrantSide, on node: NodeIdentifier = Fixture.node) -> [String] {
        state.grants(on: node).filter { $0.side == side }.flatMap { grant in
            grant.resources.flatMap { $0.units.map(\.identifier) }
        }
    }

    /// The status that a side has for a move; absent: it knows none.
    func status(_ side: MoveSide, of move: Move) -> MigrationStatus? {
        status(side, of: move.uuid, host: move.node(side).host)
    }

    /// The steps of moves that the latest command led to, in order: side, what is released, what is granted, status.
    func steps(since count: Int) -> [String] {
        facts[count...].compactMap { fact in
            guard case .migrationChanged(let change) = fact.body else { return nil }
            let released = change.released.map { "-\($0.side.rawValue)" }
            let granted = change.granted.map { "+\($0.side.rawValue)" }
            let words = [change.record.side.rawValue] + released + granted + [change.record.migration.status.rawValue]
            return words.joined(separator: " ")
        }
    }
}

import Tracker

/// Every small world that can be reached, breadth first, each once.
struct Exploration {
    /// One step, as far as it leads from one world to another.
    struct Edge: Hashable {
        var letter: Int
        var to: Int
    }

    let letters: [Letter]
    private(set) var worlds: [SmallWorld]
    private(set) var edges: [[Edge]] = [[]]
    /// How many of the worlds all requests were tried in.
    private(set) var explored = 0
    /// What the instance is to each host in each world.
    private(set) var states: [[InstanceState]]
    /// How many requests lead to each world at least.
    private(set) var depths: [Int] = [0]
    private var origins: [(world: Int, letter: Int)?] = [nil]
    private var known: [WorldKey: Int]
    /// What an instance was to a host, and became by one request.
    private(set) var lives: Set<String> = []
    /// What is wrong, each with the shortest sequence that leads there.
    private(set) var findings: [String] = []

    /// Explores everything; stops at `limit` worlds, so that a defect does not become an endless run.
    ///
    /// - Parameter depth: how long the sequences are at most.
    init(type: MigrationType, layout: WorldLayout, depth: Int = .max, limit: Int = 100_000) {
        letters = Alphabet(type: type, layout: layout).letters
        let first = SmallWorld(layout)
        worlds = [first]
        states = [first.instanceStates]
        known = [WorldKey(first): 0]
        var next = 0
        while next < worlds.count, worlds.count < limit, depths[next] < depth {
            explore(next)
            next += 1
        }
        explored = next
        if worlds.count >= limit { findings.append("more than \(limit) worlds: the closure is not finite") }
    }

    private mutating func explore(_ index: Int) {
        var refusals: [Int: Refusal] = [:]
        for (number, letter) in letters.enumerated() {
            var world = worlds[index]
            switch world.perform(letter, turn: depths[index] + 1) {
            case .refused(let refusal): refusals[number] = refusal
            case .nothing: break
            case .changed:
                let target = enter(world, from: index, by: number)
                if target != index { edges[index].append(Edge(letter: number, to: target)) }
                noteLives(index, target, letter.name)
            }
        }
        checkAllowed(index, refusals)
    }

    private mutating func enter(_ world: SmallWorld, from index: Int, by letter: Int) -> Int {
        let key = WorldKey(world)
        if let target = known[key] { return target }
        let target = worlds.count
        known[key] = target
        worlds.append(world)
        states.append(world.instanceStates)
        edges.append([])
        depths.append(depths[index] + 1)
        origins.append((index, letter))
        let violations = violations(of: world.state)
        if !violations.isEmpty { note(target, violations.map { "\($0)" }.joined(separator: "; ")) }
        return target
    }

    /// Notes what became of the instance on each host, if no line of the table has it.
    private mutating func noteLives(_ from: Int, _ to: Int, _ letter: String) {
        for (before, after) in zip(states[from], states[to]) where before != after {
            let life = "\(before.rawValue) > \(after.rawValue)"
            if lives.insert(life).inserted, !SpecifiedLives.all.contains(life) {
                note(from, "\(letter) leads from \(life), which the table does not have")
            }
        }
    }

    /// A step that a refusal names as allowed is accepted where it was refused.
    private mutating func checkAllowed(_ index: Int, _ refusals: [Int: Refusal]) {
        let refused = Set(refusals.keys.compactMap { letters[$0].update })
        for (number, refusal) in refusals.sorted(by: { $0.key < $1.key }) {
            guard let update = letters[number].update, update.telling == .nothing || update.telling == .record,
                let allowed = refusal.metadata["allowed"]
            else { continue }
            for name in allowed.split(separator: ",") {
                guard let status = MigrationStatus(rawValue: String(name)) else { continue }
                let step = Letter.Update(host: update.host, status: status, telling: .record)
                if refused.contains(step) {
                    note(index, "\(letters[number].name) is refused with allowed \(name), which is refused, too")
                }
            }
        }
    }

    mutating func note(_ index: Int, _ text: String) { findings.append("\(text)\n\(path(to: index))") }

    /// The shortest sequence that leads to a world, and what is stored in it.
    func path(to index: Int) -> String {
        var steps: [String] = []
        var at = index
        while let origin = origins[at] {
            steps.append("  \(depths[at]). \(letters[origin.letter].name)\n     -> \(summary(at))")
            at = origin.world
        }
        return steps.reversed().joined(separator: "\n")
    }

    /// What is stored in a world, in a line.
    func summary(_ index: Int) -> String {
        let grants = worlds[index].instances.flatMap { record in
            record.grants.map { "\($0.node.host)/\($0.node.name) \($0.side.rawValue)" }
        }
        let moves = worlds[index].moves.map { move in
            let goal = move.migration.destination.map { "\($0.host)/\($0.name)" } ?? "nowhere"
            return "\(move.side.rawValue) \(move.host)/\(move.node.name) to \(goal) \(move.migration.status.rawValue)"
        }
        return "held [\(grants.joined(separator: ", "))], moves [\(moves.joined(separator: ", "))]"
    }

    /// The worlds from which no sequence leads to where nothing is held and no move is open.
    var deadEnds: [Int] {
        var origins: [[Int]] = Array(repeating: [], count: worlds.count)
        for (from, steps) in edges.enumerated() { for step in steps { origins[step.to].append(from) } }
        // What comes after the longest sequences is not known.
        var isAlive = worlds.indices.map { $0 >= explored || worlds[$0].isClean }
        var front = worlds.indices.filter { isAlive[$0] }
        while let world = front.popLast() {
            for origin in origins[world] where !isAlive[origin] {
                isAlive[origin] = true
                front.append(origin)
            }
        }
        return worlds.indices.filter { !isAlive[$0] }
    }
}

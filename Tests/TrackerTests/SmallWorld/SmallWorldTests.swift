import Foundation
import Testing
import Tracker

@Suite("Every sequence of requests in a small world")
struct SmallWorldTests {
    /// One kind of move in one layout.
    struct Plan: CustomStringConvertible, Sendable {
        var type: MigrationType
        var layout: WorldLayout

        var description: String { "\(type.rawValue), \(layout.rawValue)" }
    }

    /// A cold migration differs from a resize in sizes only, so the two share the layouts; all of both are tried when
    /// `BERTH_SMALL_WORLD` is set.
    static let plans: [Plan] = MigrationType.allCases.flatMap { type in
        WorldLayout.allCases.map { Plan(type: type, layout: $0) }
    }
    .filter { plan in
        switch (plan.type, plan.layout) {
        case (.resize, .oneNode), (.coldMigration, .oneHost), (.coldMigration, .twoHosts): isThorough
        default: true
        }
    }

    private static let isThorough = ProcessInfo.processInfo.environment["BERTH_SMALL_WORLD"] != nil

    /// Where all worlds are explored this is about sequences of any length.
    @Test("No sequence breaks a rule, leaves the tables or leads to a dead end", arguments: plans)
    func sequences(plan: Plan) {
        let isLarge = plan.type == .resize ? plan.layout == .twoHosts : plan.layout == .oneNode
        let exploration = Exploration(
            type: plan.type, layout: plan.layout, depth: isLarge && !Self.isThorough ? 6 : .max)
        #expect(exploration.findings.prefix(3).joined(separator: "\n\n") == "", "\(plan)")
        let deadEnds = exploration.deadEnds.prefix(3).map(exploration.path)
        #expect(deadEnds.joined(separator: "\n\n") == "", "\(plan): nothing leads back to where nothing is held")
        #expect(exploration.depths.max() ?? 0 >= plan.leastDepth, "\(plan): \(exploration.worlds.count) worlds")

        let specified = SpecifiedStatuses.of(plan.type)
        var reached: Set<String> = []
        for move in exploration.worlds.flatMap(\.moves) {
            let text = "\(move.side.rawValue) \(move.migration.status.rawValue)"
            if reached.insert(text).inserted { #expect(specified[move.migration.status] != nil, "\(plan): \(text)") }
        }
        let missing = specified.flatMap { status, sides in sides.map { "\($0.rawValue) \(status.rawValue)" } }
            .filter { plan.hasSide($0) && !reached.contains($0) }
        #expect(missing.sorted() == [], "\(plan): every status is reached at the end that comes to it")

        if plan.type == .resize, plan.layout == .oneHost {
            #expect(Set(exploration.states.joined()) == Set(InstanceState.allCases))
            // A destination first hears of the instance as it is at the source, where it is up.
            #expect(SpecifiedLives.all.subtracting(exploration.lives) == ["incoming > claimed"])
        }
    }
}

extension SmallWorldTests.Plan {
    /// Whether the shard can have records of the side that a text begins with.
    func hasSide(_ text: String) -> Bool {
        let isWithinHost = layout == .oneNode || layout == .oneHost
        // A live migration or evacuation leads to another host.
        let leavesHost = type == .liveMigration || type == .evacuation
        let hasDestination = !(leavesHost && (isWithinHost || layout == .sourceShard))
        return text.hasPrefix("source") ? layout != .destinationShard : hasDestination
    }

    /// The longest of the shortest sequences has at least this many requests: the exploration gets somewhere.
    var leastDepth: Int {
        switch layout {
        case .oneNode, .oneHost, .twoHosts: type == .resize || type == .coldMigration ? 6 : 3
        case .sourceShard, .destinationShard: 3
        }
    }
}

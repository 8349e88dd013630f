import Testing
import Tracker

@Suite("Every sequence of requests in a small world")
struct SmallWorldTests {
    @Test("scratch", arguments: MigrationType.allCases, WorldLayout.allCases)
    func scratch(type: MigrationType, layout: WorldLayout) {
        let clock = ContinuousClock()
        var e: Exploration?
        let t = clock.measure { e = Exploration(type: type, layout: layout) }
        guard let e else { return }
        print(type, layout, "letters", e.letters.count, "worlds", e.worlds.count, "depth", e.depths.max() ?? 0, "findings", e.findings.count, "dead", e.deadEnds.count, t)
        var seen: Set<String> = []
        for f in e.findings where seen.insert(String(f.split(separator: "\n")[0])).inserted { print(f) }
        for d in e.deadEnds.prefix(3) { print("DEAD", e.path(to: d)) }
        #expect(e.findings.isEmpty)
    }
}

import BrokerTestSupport
import EndToEndTestSupport
import Foundation
import Testing

/// The real worker, a real broker and a real store under seeded faults.
@Suite("A worker under load and faults", .serialized)
struct FaultTests {
    /// What `make soak` asks for, from the environment.
    private struct Soak {
        let seed: UInt64
        let minutes: Double
        let faults: Int

        init?(_ environment: [String: String]) {
            guard let minutes = environment["BERTH_SOAK_MINUTES"].flatMap(Double.init) else { return nil }
            self.minutes = minutes
            seed = environment["BERTH_FAULT_SEED"].flatMap(UInt64.init) ?? UInt64.random(in: 0..<1_000_000)
            faults = environment["BERTH_SOAK_FAULTS"].flatMap(Int.init) ?? 20
        }
    }

    private static let soak = Soak(ProcessInfo.processInfo.environment)
    /// Rounds of `make test`, and faults in each.
    private static let rounds = 2
    private static let faults = 28

    @Test(
        "Whatever fails around it, every request has one effect and one answer, and events have no gap",
        .disabled(if: soak != nil, "a soak runs instead"))
    func everyKind() async throws {
        let asked = ProcessInfo.processInfo.environment["BERTH_FAULT_SEED"].flatMap(UInt64.init)
        let seed = asked ?? UInt64.random(in: 0..<1_000_000)
        say("seed of the faults: \(seed)")
        let broker = try await TestBroker.dedicated()
        var summary = Summary()
        let kinds = FaultKind.allCases
        for index in 0..<Self.rounds {
            let share = kinds.enumerated().filter { $0.offset % Self.rounds == index }.map(\.element)
            let round = Round(
                seed: seed + UInt64(index), faults: Self.faults, covering: share,
                command: "BERTH_FAULT_SEED=\(seed) swift test --disable-xctest --filter '^Faults.FaultTests'")
            summary.add(await round.run(on: broker), of: round)
        }
        say(summary.text)
        #expect(summary.findings.isEmpty, "\(summary.findings.joined(separator: "\n"))")
        #expect(summary.faultCount >= 50 || !summary.findings.isEmpty)
        #expect(summary.faults.count == kinds.count || !summary.findings.isEmpty)
    }

    @Test("The same for as long as asked", .enabled(if: soak != nil, "make soak SEED=… MINUTES=…"))
    func soaking() async throws {
        let soak = try #require(Self.soak)
        say("soak: seed \(soak.seed), \(soak.minutes) minutes, \(soak.faults) faults a round")
        let broker = try await TestBroker.dedicated()
        let clock = ContinuousClock()
        let end = clock.now + .seconds(soak.minutes * 60)
        var summary = Summary()
        var seed = soak.seed
        repeat {
            let round = Round(
                seed: seed, faults: soak.faults,
                command: "make soak SEED=\(seed) MINUTES=0 FAULTS=\(soak.faults)")
            summary.add(await round.run(on: broker), of: round)
            say("after round \(seed):\n\(summary.text)")
            for finding in summary.findings.suffix(1) where finding.contains("round \(seed) ") { say(finding) }
            seed += 1
        } while clock.now < end
        #expect(summary.findings.isEmpty, "\(summary.findings.joined(separator: "\n"))")
    }
}

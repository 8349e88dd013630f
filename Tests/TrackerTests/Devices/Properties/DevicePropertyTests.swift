import Testing

@Suite("Devices in random order")
struct DevicePropertyTests {
    @Test("Whatever is done in whatever order, who has what is right, and choices are those of an independent model")
    func run() throws {
        var counts: [String: Int] = [:]
        for _ in 0..<12 {
            let seed = UInt64.random(in: 0...UInt64.max)
            try run(seed, steps: 150, &counts)
        }
        // Everything that is tried happens, or the run shows nothing.
        for kind in ["report", "claim", "take", "allocate", "free", "remove", "claim move", "finish", "abort"] {
            #expect((counts[kind] ?? 0) > 0, "\(kind) never happened: \(counts)")
        }
        #expect((counts["no claim"] ?? 0) > 0 && (counts["no take"] ?? 0) > 0, "\(counts)")
    }

    @Test("Seeds that once found something", arguments: [1, 2, 3] as [UInt64])
    func known(seed: UInt64) throws {
        var counts: [String: Int] = [:]
        try run(seed, steps: 150, &counts)
        #expect((counts["claim"] ?? 0) > 0)
    }

    private func run(_ seed: UInt64, steps: Int, _ counts: inout [String: Int]) throws {
        var run = try RandomDeviceRun(seed: seed)
        for step in 0..<steps { try run.step("seed \(seed), step \(step)") }
        counts.merge(run.counts) { $0 + $1 }
    }
}

import Foundation
import Tracker

/// (i) Memory of the core for each instance that is held, and for each move that is open.
enum MemoryBenchmark {
    static func run(instances: Int = 50_000, nodes: Int = 1_000) throws -> [Figure] {
        var core = try BenchCore(nodes: nodes)
        let start = resident()
        for number in 0..<instances { try core.claim(number, on: number % nodes) }
        let held = resident()
        for number in 0..<instances {
            let source = BenchCore.node(number % nodes)
            let report = MigrationReport(
                uuid: BenchCore.uuid(number, "1"), instanceUUID: BenchCore.uuid(number), type: .resize, source: source)
            try core.apply(
                .claimMove(
                    ClaimMove(
                        node: BenchCore.node((number + 1) % nodes), instance: BenchCore.instance(number, at: source),
                        newFlavor: BenchCore.large, migration: report)), "move-\(number)")
        }
        let moving = resident()
        guard core.state.instanceCount == 2 * instances else { throw BenchError("not everything was claimed") }
        return [
            Figure(
                letter: "i", title: "memory of an instance in the core", unit: "bytes",
                value: Sample(values: [Double(held - start) / Double(instances)])),
            Figure(
                letter: "i", title: "memory of an open move's destination", unit: "bytes",
                value: Sample(values: [Double(moving - held) / Double(instances)])),
        ]
    }

    /// Bytes of this process that are in memory: what the allocator keeps for later counts too.
    private static func resident() -> Int {
        Int(ProcessorTime.memory(of: ProcessInfo.processInfo.processIdentifier).now * 1024 * 1024)
    }
}

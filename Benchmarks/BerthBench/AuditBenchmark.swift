import Foundation
import Tracker

/// (h) The core alone: audits of a node with nothing to put right, and with everything to be taken in.
enum AuditBenchmark {
    private static let sizes = [100, 1_000, 10_000]

    static func run(rounds: Int = 5) throws -> [Figure] {
        var figures: [Figure] = []
        for size in sizes {
            var same: [Double] = [], new: [Double] = []
            for _ in 0..<rounds {
                same.append(try milliseconds(size, isHeld: true))
                new.append(try milliseconds(size, isHeld: false))
            }
            figures.append(
                Figure(
                    letter: "h", title: "core alone: audit of \(size) instances, all as held", unit: "ms",
                    value: Sample(values: same), aim: size == 10_000 ? .atMost(50) : .none))
            figures.append(
                Figure(
                    letter: "h", title: "core alone: audit of \(size) instances, none held", unit: "ms",
                    value: Sample(values: new)))
        }
        return figures
    }

    private static func milliseconds(_ count: Int, isHeld: Bool) throws -> Double {
        var core = try BenchCore(nodes: 1)
        if isHeld { for number in 0..<count { try core.claim(number, on: 0) } }
        let node = BenchCore.node(0)
        let command = Command.auditNode(
            AuditNode(node: node, instances: (0..<count).map { BenchCore.instance($0, at: node) }))
        // The first audit takes over where the instances are; what is measured is the one after it.
        if isHeld { try core.apply(command, "first") }
        let start = ProcessorClock.thread()
        let facts = try core.apply(command, "audit")
        let milliseconds = (ProcessorClock.thread() - start) * 1e3
        guard (facts == 0) == isHeld else { throw BenchError("an audit has found something else than expected") }
        return milliseconds
    }
}

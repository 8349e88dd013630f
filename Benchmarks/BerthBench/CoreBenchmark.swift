import Foundation
import Tracker

/// (c) The core alone: decide and evolve plain claims, in seconds of processor time of the one thread that does it.
enum CoreBenchmark {
    static func run(rounds: Int = 5, claims: Int = 100_000) throws -> [Figure] {
        var rates: [Double] = []
        for _ in 0..<rounds { rates.append(try claimsPerSecond(claims)) }
        return [
            Figure(
                letter: "c", title: "core alone: claims decided and applied", unit: "per second",
                value: Sample(values: rates), aim: .atLeast(200_000))
        ]
    }

    private static func claimsPerSecond(_ count: Int) throws -> Double {
        var state = State()
        let nodes = (0..<Requests.nodeCount).map { NodeIdentifier(host: "compute-\($0)", name: "compute-\($0)") }
        for (index, node) in nodes.enumerated() {
            let inventory = Inventory(vcpus: 256, memoryMebibytes: 1 << 20, localGibibytes: 100_000)
            try apply(
                .reportInventory(
                    ReportInventory(node: node, nodeUUID: "node-\(index)", inventory: inventory)), "report", &state)
        }
        let commands = (0..<count).map { number in
            let flavor = Flavor(id: "42", name: "m1.small", vcpus: 1, memoryMebibytes: 512, rootGibibytes: 5)
            let instance = Instance(
                uuid: "0d4f2c3e-5b6a-4c7d-8e9f-\(100_000_000_000 + number)", projectID: "project", userID: "user",
                flavor: flavor, vmState: .building)
            return Command.claimInstance(
                ClaimInstance(
                    node: nodes[number / Requests.claimsPerTurn % nodes.count], instance: instance, limits: Limits(),
                    allocations: [], leaseNanoseconds: nil))
        }
        let start = ProcessorClock.thread()
        for (number, command) in commands.enumerated() { try apply(command, "claim-\(number)", &state) }
        return Double(count) / (ProcessorClock.thread() - start)
    }

    private static func apply(_ command: Command, _ key: String, _ state: inout State) throws {
        let context = CommandContext(requestKey: key, now: Instant(nanoseconds: PipelineFeed.nowNanoseconds))
        guard case .accepted(let facts, _) = decide(state, command, context, policy: Policy()) else {
            throw BenchError("the core has refused a plain request")
        }
        for fact in facts { state.evolve(fact) }
    }
}

/// Processor time, which other programs on the machine lengthen less than they lengthen the time of day.
enum ProcessorClock {
    /// Of the calling thread, in seconds.
    static func thread() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

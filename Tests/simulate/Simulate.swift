import Foundation
import SimulationSupport

/// Runs many seeds of the simulation, or one of them with all that happens in it.
@main
enum Simulate {
    static func main() async {
        guard let options = Options(Array(CommandLine.arguments.dropFirst())) else {
            print("usage: simulate [--from N] [--seeds N] | --seed N [--trace]")
            exit(64)
        }
        if let seed = options.seed { runOne(seed, options) }
        await runMany(options)
    }

    private static func runOne(_ seed: UInt64, _ options: Options) -> Never {
        let result = Simulator.run(seed: seed, keepsTrace: options.keepsTrace)
        for line in result.trace { print(line) }
        print("seed \(seed)\ndrawn: \(result.swarm)\ndigest \(result.digest)\n\(result.coverage.report)")
        guard !result.problems.isEmpty else { exit(0) }
        print(result.report)
        exit(1)
    }

    private static func runMany(_ options: Options) async {
        let tally = await Tally.run(from: options.first, count: options.count) { result in
            print(result.report)
        }
        print("what happened in \(options.count) seeds from \(options.first) on:\n\(tally.coverage.report)")
        print("\(tally.failed.count) of \(options.count) seeds failed: \(tally.failed.prefix(50).map(String.init))")
        exit(tally.failed.isEmpty ? 0 : 1)
    }
}

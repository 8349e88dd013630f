import Foundation
import Tracker

/// (g) The core alone: whole resizes from one node to another, claimed, copied, finished and confirmed.
enum MoveBenchmark {
    private static let nodes = 1_000

    static func run(rounds: Int = 5, moves: Int = 20_000) throws -> [Figure] {
        var all: [Double] = [], claims: [Double] = [], confirms: [Double] = []
        for _ in 0..<rounds {
            let seconds = try secondsPerStep(moves)
            all.append(Double(moves) / seconds.reduce(0, +))
            claims.append(Double(moves) / seconds[0])
            confirms.append(Double(moves) / seconds[4])
        }
        return [
            Figure(
                letter: "g", title: "core alone: destinations claimed", unit: "per second",
                value: Sample(values: claims)),
            Figure(
                letter: "g", title: "core alone: moves confirmed", unit: "per second",
                value: Sample(values: confirms)),
            Figure(
                letter: "g", title: "core alone: whole resizes of 5 requests", unit: "per second",
                value: Sample(values: all)),
        ]
    }

    /// Processor seconds for each of the five requests, over all moves.
    private static func secondsPerStep(_ count: Int) throws -> [Double] {
        var core = try BenchCore(nodes: nodes)
        for number in 0..<count { try core.claim(number, on: number % nodes) }
        return try (0..<5).map { step in
            let commands = (0..<count).map { command(step, $0) }
            let start = ProcessorClock.thread()
            for (number, command) in commands.enumerated() { try core.apply(command, "move-\(step)-\(number)") }
            return ProcessorClock.thread() - start
        }
    }

    private static func command(_ step: Int, _ number: Int) -> Command {
        let source = BenchCore.node(number % nodes), destination = BenchCore.node((number + 1) % nodes)
        let migration = MigrationReport(
            uuid: BenchCore.uuid(number, "1"), instanceUUID: BenchCore.uuid(number), type: .resize, source: source,
            destination: step == 0 ? nil : destination)
        switch step {
        case 0:
            return .claimMove(
                ClaimMove(
                    node: destination, instance: BenchCore.instance(number, at: source), newFlavor: BenchCore.large,
                    migration: migration))
        case 1, 2:
            return .updateMigration(
                UpdateMigration(
                    host: source.host, migrationUUID: migration.uuid, status: step == 1 ? .migrating : .postMigrating,
                    migration: migration))
        case 3: return .finishMove(FinishMove(node: destination, migrationUUID: migration.uuid))
        default:
            var told = migration
            told.status = .finished
            return .confirmMove(ConfirmMove(node: source, migrationUUID: migration.uuid, migration: told))
        }
    }
}

import EndToEndTestSupport
import Foundation

/// The `berth` program, run by a test.
enum Tool {
    /// What it ended with, and everything it printed.
    struct Run {
        var status: Int32
        var output: String
    }

    /// Runs a command that reads a store.
    static func read(_ site: Site, _ arguments: [String]) async throws -> Run {
        try await run(arguments + ["--data-dir", site.path()])
    }

    /// Runs a command that asks the worker.
    static func ask(_ site: Site, _ arguments: [String]) async throws -> Run {
        try await run(arguments + ["--broker", site.url])
    }

    private static func run(_ arguments: [String]) async throws -> Run {
        let child = try await WorkerProcess.launch(arguments, program: "berth").child
        guard case .exited(let status) = try await child.ending() else { return Run(status: -1, output: child.output) }
        return Run(status: status, output: child.output)
    }
}

extension Tool.Run {
    /// The output as a documented object.
    func decoded<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try JSONDecoder().decode(type, from: Data(output.utf8))
    }
}

internal import Foundation
internal import Glibc
package import Worker

/// The real `berthd`, or another of the programs, started by a test.
package struct WorkerProcess {
    /// Its process.
    package let child: ChildProcess

    /// Wraps a program that logs as berthd does.
    package init(child: ChildProcess) {
        self.child = child
    }

    /// The program, which is built beside the test bundle.
    package static var program: String { get throws { try sibling("berthd") } }

    /// The path of a product that is built beside the test bundle.
    package static func sibling(_ product: String) throws -> String {
        let bundle = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        let path = bundle.deletingLastPathComponent().appendingPathComponent(product).path
        guard FileManager.default.isReadableFile(atPath: path) else {
            throw Observed<Int>.TimedOut(description: "there is no \(path); build the whole package first")
        }
        return path
    }

    /// Runs berthd, or another program, with these arguments, without waiting for anything.
    package static func launch(
        _ arguments: [String], environment: [String: String] = [:], program: String = "berthd"
    ) async throws -> WorkerProcess {
        var variables = environment
        // Everything else of this process's environment stays outside: it could hold settings.
        for name in ["PATH", "HOME", "LD_LIBRARY_PATH"] {
            variables[name] = variables[name] ?? ProcessInfo.processInfo.environment[name]
        }
        return WorkerProcess(child: try await .start(try sibling(program), arguments, environment: variables))
    }

    /// Starts a worker and waits until it consumes.
    package static func serve(
        _ url: String, data: String, _ arguments: [String] = [], level: String = "info"
    ) async throws -> WorkerProcess {
        let worker = try await launch(
            ["--broker", url, "--data-dir", data, "--log-level", level] + arguments)
        try await worker.ready()
        return worker
    }

    /// Waits until it consumes; fails with its log if it ends before.
    package func ready() async throws {
        let progress = try await child.progress.wait(for: "the worker's start") {
            $0.isOutputComplete || $0.lines.contains { Self.has($0, .consuming) }
        }
        guard progress.lines.contains(where: { Self.has($0, .consuming) }) else {
            throw Observed<Int>.TimedOut(description: "berthd ended instead of serving:\n\(child.output)")
        }
    }

    /// Waits for a log line with a message, and this text in its particulars.
    @discardableResult
    package func line(_ message: LogMessage, _ text: String = "") async throws -> String {
        let found: @Sendable (String) -> Bool = { Self.has($0, message) && (text.isEmpty || $0.contains(text)) }
        let progress = try await child.progress.wait(for: "the log line '\(message.rawValue)' with '\(text)'") {
            $0.lines.contains(where: found)
        }
        return progress.lines.first(where: found) ?? ""
    }

    /// How many lines it has logged so far.
    package var mark: Int { child.progress.value.lines.count }

    /// Waits for the first of these messages that is logged behind a mark.
    @discardableResult
    package func next(_ messages: [LogMessage], after mark: Int, seconds: Int = 60) async throws -> String {
        let names = messages.map(\.rawValue).joined(separator: "' or '")
        let progress = try await child.progress.wait(for: "the log line '\(names)'", seconds: seconds) { progress in
            Self.has(messages, in: progress.lines.dropFirst(mark))
        }
        return progress.lines.dropFirst(mark).first { Self.has(messages, in: [$0]) } ?? ""
    }

    /// Whether one of these lines has one of these messages.
    package static func has(_ messages: [LogMessage], in lines: ArraySlice<String>) -> Bool {
        lines.contains { line in messages.contains { has(line, $0) } }
    }

    /// Ends it in good order, and returns how it ended.
    package func stop() async throws -> ChildProcess.Ending {
        child.signal(SIGTERM)
        return try await child.ending()
    }

    /// Ends it at once.
    package func kill() async throws {
        child.signal(SIGKILL)
        _ = try await child.ending()
    }

    /// Whether a line, of either format, has this message.
    private static func has(_ line: String, _ message: LogMessage) -> Bool {
        line.contains(" \(message.rawValue)") || line.contains("\"\(message.rawValue)\"")
    }
}

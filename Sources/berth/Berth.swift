import ArgumentParser
import Foundation

/// The `berth` command.
@main
struct Berth: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "berth",
        abstract: "Ask a Berth tracker, watch it, and work its dead letters.",
        discussion: """
            Berth keeps count of what virtual machines hold on which host. This tool talks to its worker (berthd) over \
            the RabbitMQ broker that --broker or BERTH_BROKER names; verify, history and explain read its store.

            Exit status:
            \(ExitStatus.allCases.map { "  \($0.rawValue)\t\($0.meaning)" }.joined(separator: "\n"))
            """,
        subcommands: [
            NodeCommand.self, ClaimCommand.self, AbortCommand.self, InstanceCommand.self, MoveCommand.self,
            FitCommand.self, TopologyCommand.self, PciCommand.self, AuditCommand.self, CallCommand.self,
            OutcomeCommand.self, ExplainCommand.self, HistoryCommand.self, WatchCommand.self, HeldCommand.self,
            DeadCommand.self, LoadCommand.self,
            VerifyCommand.self, DocsCommand.self, VersionCommand.self,
        ])

    /// Parses the command line, runs the command and ends the process with an `ExitStatus`.
    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            Foundation.exit(report(error).rawValue)
        }
    }

    /// Says what went wrong, on standard error, and what the process ends with.
    ///
    /// Help and version are "errors" of the parser and end well, on standard output.
    static func report(_ error: any Error) -> ExitStatus {
        switch error {
        case let error as ToolError:
            let style = Style(
                isInteractive: Terminal.Stream.error.isInteractive, environment: ProcessInfo.processInfo.environment)
            Terminal.line(style.bad("berth: ") + Printable.lines(error.description), to: .error)
            return error.status
        case let ended as EndedWith:
            return ended.status
        default:
            let status = status(ofParser: error)
            Terminal.line(fullMessage(for: error), to: status == .success ? .output : .error)
            return status
        }
    }

    /// The parser's own status is 64 (`EX_USAGE`); ours is 2, as with most tools.
    static func status(ofParser error: any Error) -> ExitStatus {
        switch exitCode(for: error) {
        case .success: .success
        case .validationFailure: .usage
        default: .unexpected
        }
    }
}

/// Ends a command with a status after everything has been said.
struct EndedWith: Error, Sendable, Equatable {
    var status: ExitStatus
}

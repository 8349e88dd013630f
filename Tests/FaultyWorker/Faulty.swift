import AMQP
import Foundation
import Logging
import ServiceLifecycle
import UnixSignals
import Worker

/// The worker's program as `berthd` has it, but for one message that kills it: what a defect does that nobody foresaw.
///
/// BERTH_CRASH_KEY names the message by its `message_id`, BERTH_CRASH_STEP the step at which the process traps.
@main
enum Faulty {
    /// What cannot be used of the arguments or the environment.
    struct Misuse: Error, CustomStringConvertible {
        let description: String
    }

    static func main() async throws {
        let arguments = try Arguments(CommandLine.arguments.dropFirst())
        let logger = makeLogger()
        var settings = WorkerSettings()
        settings.workerName = "faulty/\(Version.current) \(ProcessInfo.processInfo.processIdentifier)"
        var configuration = ConnectionConfiguration(url: try BrokerURL(arguments.broker))
        configuration.name = "faulty/\(Version.current)"
        configuration.logger = logger
        let worker = ShardWorker(
            settings: settings, configuration: configuration, dataDirectory: arguments.folder, logger: logger,
            probe: try probe(ProcessInfo.processInfo.environment))
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [.init(service: worker, successTerminationBehavior: .gracefullyShutdownGroup)],
                gracefulShutdownSignals: [.sigterm], logger: logger))
        try await group.run()
    }

    private struct Arguments {
        let broker: String
        let folder: String

        init(_ words: some Collection<String>) throws {
            var values: [String: String] = [:]
            var rest = words.makeIterator()
            while let name = rest.next(), let value = rest.next() { values[name] = value }
            guard let broker = values["--broker"], let folder = values["--data-dir"] else {
                throw Misuse(description: "needs --broker URL --data-dir FOLDER")
            }
            self.broker = broker
            self.folder = folder
        }
    }

    private static func probe(_ environment: [String: String]) throws -> PipelineProbe {
        guard let guilty = environment["BERTH_CRASH_KEY"], !guilty.isEmpty else { return .none }
        let name = environment["BERTH_CRASH_STEP"] ?? ""
        guard let fatal = PipelineProbe.Step(rawValue: name) else {
            throw Misuse(description: "there is no step '\(name)'")
        }
        return PipelineProbe { step, key in
            precondition(step != fatal || key != guilty, "this message must kill the worker at step \(fatal)")
        }
    }

    private static func makeLogger() -> Logger {
        Logger(label: "faulty") { label in
            RedactingLogHandler(label: label, format: .text) { line in
                FileHandle.standardError.write(Data(line.utf8))
            }
        }
    }
}

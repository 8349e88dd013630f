import AMQP
import Foundation
import Logging
import ServiceLifecycle
import UnixSignals
import Worker

/// The worker's program.
@main
enum Berthd {
    static func main() async {
        do {
            try await run(Array(CommandLine.arguments.dropFirst()), ProcessInfo.processInfo.environment)
        } catch {
            let text = error is SettingErrors || error is SettingError ? "\(error)" : WorkerFailure.text(error)
            FileHandle.standardError.write(Data("berthd: \(text)\n".utf8))
            exit(ExitCode(error).rawValue)
        }
    }

    private static func run(_ arguments: [String], _ environment: [String: String]) async throws {
        let arguments = try Arguments(arguments)
        switch arguments.action {
        case .help: print(HelpText.text)
        case .version: print("berthd \(Version.current)")
        case .checkConfiguration:
            let settings = try await SettingReader.read(arguments, environment: environment).settings()
            print("the settings can be used\n\(settings.worker.policy.devices.summary)")
        case .printConfiguration:
            let reader = try await SettingReader.read(arguments, environment: environment)
            _ = try reader.settings()
            print(PrintedSettings.text(reader.values))
        case .serve:
            let reader = try await SettingReader.read(arguments, environment: environment)
            try await serve(try reader.settings(), arguments)
        }
    }

    private static func serve(_ settings: DaemonSettings, _ arguments: Arguments) async throws {
        guard let url = settings.brokerURL, let directory = settings.dataDirectory else { return }
        var worker = settings.worker
        worker.adopts = arguments.adopts
        worker.acceptsMissingLog = arguments.acceptsMissingLog
        let process = ProcessInfo.processInfo
        worker.workerName = "berthd/\(Version.current) \(process.hostName):\(process.processIdentifier)"
        let logger = makeLogger(settings)
        let ready = ReadyFile(path: arguments.readyFile)
        ready.set(false)
        defer { ready.set(false) }
        var configuration = ConnectionConfiguration(url: url)
        configuration.tls = settings.tls
        configuration.name = "berthd/\(Version.current)"
        configuration.logger = logger
        let service = ShardWorker(
            settings: worker, configuration: configuration, dataDirectory: directory, logger: logger,
            onReady: { ready.set($0) })
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [.init(service: service, successTerminationBehavior: .gracefullyShutdownGroup)],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        try await group.run()
    }

    private static func makeLogger(_ settings: DaemonSettings) -> Logger {
        let format = settings.logFormat
        var logger = Logger(label: "berthd") { label in
            RedactingLogHandler(label: label, format: format) { line in
                FileHandle.standardError.write(Data(line.utf8))
            }
        }
        logger.logLevel = settings.worker.logLevel
        return logger
    }
}

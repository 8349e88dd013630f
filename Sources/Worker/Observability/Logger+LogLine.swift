internal import Logging

extension Logger {
    /// Writes a line of the pipeline.
    func log(_ line: LogLine) {
        var metadata = Logger.Metadata()
        for (key, value) in line.metadata where !value.isEmpty { metadata[key] = .string(value) }
        log(level: line.level, "\(line.message.rawValue)", metadata: metadata)
    }

    /// Writes a line with a constant message.
    func log(_ level: Level, _ message: LogMessage, _ metadata: [String: String] = [:]) {
        log(LogLine(level, message, metadata))
    }
}

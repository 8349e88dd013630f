package import Logging

/// Writes log lines through the one formatter that masks secrets.
package struct RedactingLogHandler: LogHandler {
    /// Particulars of every line.
    package var metadata: Logger.Metadata = [:]
    /// The least level that is written.
    package var logLevel: Logger.Level = .info
    private let label: String
    private let format: LogFormat
    private let clock: WallClock
    private let write: @Sendable (String) -> Void

    /// Makes a handler.
    ///
    /// - Parameter write: takes a whole line, with its end.
    package init(
        label: String, format: LogFormat, clock: WallClock = .system, write: @escaping @Sendable (String) -> Void
    ) {
        self.label = label
        self.format = format
        self.clock = clock
        self.write = write
    }

    /// A particular of every line.
    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes a line.
    package func log(event: LogEvent) {
        var particulars = metadata
        if let own = event.metadata { particulars.merge(own) { $1 } }
        write(
            LogFormatter.line(
                format, timeNanoseconds: clock.nowNanoseconds(), level: event.level.rawValue, label: label,
                message: event.message.description, metadata: particulars.mapValues { Self.masked($0).description }))
    }

    /// The value with every secret within it masked; nesting is as deep as the code that logs.
    private static func masked(_ value: Logger.MetadataValue) -> Logger.MetadataValue {
        switch value {
        case .string, .stringConvertible: value
        case .array(let values): .array(values.map(masked))
        case .dictionary(let members):
            .dictionary(
                Dictionary(
                    uniqueKeysWithValues: members.map {
                        ($0.key, LogFormatter.isSecret($0.key) ? "***" : masked($0.value))
                    }))
        }
    }
}

import ArgumentParser
import SwiftProtobuf

/// How one request is sent, for commands that send one.
struct RequestOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The shard to ask where no host is named.", valueName: "name"))
    var shard = "main"

    @Option(
        help: ArgumentHelp(
            "How long to wait for the answer: 30, 30s, 500ms, 2m.",
            discussion: "Sent along as the deadline: what arrives later is not applied.", valueName: "time"))
    var timeout = TimeArgument(.seconds(30))

    @Flag(help: "Print JSON for programs instead of tables.")
    var json = false
}

/// What only requests that change something have.
struct ChangeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The idempotency key; a new UUID by default.",
            discussion: "Sent again with the same key, a request has its effect once.", valueName: "key"))
    var key: String?

    @Flag(help: "Ask what would happen and change nothing.")
    var rehearse = false
}

/// A length of time on the command line: `30`, `30s`, `500ms`, `2m`, `1h`, `3d`.
struct TimeArgument: ExpressibleByArgument, Sendable, Equatable {
    let duration: Duration

    /// Wraps a duration.
    init(_ duration: Duration) { self.duration = duration }

    /// Reads a whole number with a unit; without one it means seconds.
    ///
    /// Nil when it is none, or too long.
    init?(argument: String) {
        let digits = argument.prefix { $0.isASCII && $0.isNumber }
        guard let amount = Int64(digits), amount <= 10_000_000 else { return nil }
        switch argument.dropFirst(digits.count) {
        case "ms": duration = .milliseconds(amount)
        case "", "s": duration = .seconds(amount)
        case "m": duration = .seconds(amount * 60)
        case "h": duration = .seconds(amount * 3600)
        case "d": duration = .seconds(amount * 86_400)
        default: return nil
        }
    }

    /// The length as a request carries it.
    var message: Google_Protobuf_Duration {
        let (seconds, attoseconds) = duration.components
        return Google_Protobuf_Duration(seconds: seconds, nanos: Int32(attoseconds / 1_000_000_000))
    }

    var defaultValueDescription: String { "\(duration.components.seconds)s" }
}

import Foundation

@testable import Worker

extension FuzzTarget {
    /// Particulars of log lines, which come from callers: key, user and app of a request.
    static let logLine = FuzzTarget(
        "log-line", words: ["\n", "\"", "\\", "=", "amqp://u:pa55w0rd@h", "token", "\u{2028}", "\u{85}"],
        verdicts: [.accepted]
    ) { random in
        Array(random.pick([RandomProperties.text(&random), "a\nb", "amqp://u:pa55w0rd@host/v is down", "x"]).utf8)
    } check: { input in
        let value = String(decoding: input, as: UTF8.self)
        for format in LogFormat.allCases {
            let line = LogFormatter.line(
                format, timeNanoseconds: 1, level: "info", label: "l", message: "m", metadata: ["app": value])
            let inner = line.dropLast()
            try Defect.unless(line.hasSuffix("\n"), "a line without its end")
            try Defect.unless(
                !inner.unicodeScalars.contains { $0.properties.generalCategory == .control || $0 == "\u{2028}" },
                "a line can be forged: \(line.debugDescription)")
            // Behind the host it is no password.
            let address = "amqp://u:pa55w0rd@"
            if value.utf8.starts(with: address.utf8), !value.utf8.dropFirst(address.utf8.count).contains("5".utf8) {
                try Defect.unless(!line.contains("pa55w0rd"), "a password is logged: \(line)")
            }
            guard format == .json else { continue }
            guard let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String],
                let shown = object["app"]
            else { throw Defect("not a JSON object: \(line)") }
            try Defect.unless(shown == value || value.contains("://"), "the value has changed: \(shown)")
        }
        return .accepted
    }
}

import Foundation
import Logging
import Synchronization
import Testing

@testable import Worker

@Suite("Log lines")
struct LogFormatterTests {
    private func line(_ format: LogFormat, _ message: String = "m", _ metadata: [String: String] = [:]) -> String {
        LogFormatter.line(
            format, timeNanoseconds: Samples.now, level: "info", label: "berthd", message: message, metadata: metadata)
    }

    @Test("A line for people has time, level, message and its particulars in order")
    func text() {
        #expect(
            line(.text, "request applied", ["b": "two words", "a": "1", "empty": ""])
                == "2023-11-14T22:13:20Z info request applied a=1 b=\"two words\" empty=\"\"\n")
    }

    @Test("A line for machines is one JSON object, whatever is in its values", arguments: Seeds.row(100))
    func json(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let value = (0..<8).map { _ in RandomMessages.text(&random) }.joined()
        let text = line(.json, "m", ["value": value])
        #expect(text.utf8.filter { $0 == UInt8(ascii: "\n") }.count == 1, "\(Seeds.repeating(seed))")
        let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: String])
        #expect(object["value"].map { Array($0.utf8) } == Array(value.utf8), "\(Seeds.repeating(seed))")
        #expect(object["message"] == "m" && object["level"] == "info" && object["logger"] == "berthd")
    }

    @Test("A value can neither begin a line nor reach the terminal", arguments: LogFormat.allCases)
    func controls(_ format: LogFormat) {
        let text = line(format, "m", ["app": "a\u{1B}[2Jb\u{9B}2Jc\n2023 info forged\u{7F}\u{0}\u{85}\u{2028}x"])
        let controls = text.dropLast().unicodeScalars.filter { $0.properties.generalCategory == .control }
        #expect(controls.isEmpty && !text.unicodeScalars.contains("\u{2028}"))
        #expect(text.dropLast().allSatisfy { !$0.isNewline })
    }

    @Test("The password of every URL is masked, in messages and in values", arguments: LogFormat.allCases)
    func urls(_ format: LogFormat) {
        let urls = [
            "amqp://user:s3cret@host/vhost", "amqps://user:s3cret@a:5671,b:5671", "x amqp://:s3cret@h y",
            "amqp://u:s3cr@s3cret@host", "amqp://u:s3cret/more@host/", "amqp://a:s3cret@h and amqp://b:s3cret@h",
        ]
        for url in urls {
            let shown = line(format, url, ["broker": url])
            #expect(!shown.contains("s3cret"), "\(url) is shown as \(shown)")
            #expect(shown.contains(":***@"))
        }
    }

    @Test("The value of a name that means a secret is masked, in whatever case")
    func names() {
        for name in [
            "password", "db_Password", "client_secret", "AUTHORIZATION", "api-token", "private_key", "credentials",
        ] {
            let shown = line(.text, "m", [name: "hunter2"])
            #expect(shown.contains("=***") && !shown.contains("hunter2"), "\(name)")
        }
        #expect(line(.text, "m", ["key": "request-1"]).contains("request-1"), "a request's key is no secret")
    }

    @Test("Text without a password stays as it is")
    func plain() {
        for text in ["a@b.c", "http://host/path@x", "amqp://user@host/", "12:30 @ noon"] {
            #expect(LogFormatter.masked(text) == text)
        }
    }

    @Test("A logger's own particulars, a line's and a shared one all pass through the masks")
    func handler() {
        let written = Lines()
        var logger = Logger(label: "berthd") { label in
            RedactingLogHandler(
                label: label, format: .text, clock: WallClock(nowNanoseconds: { Samples.now }, pass: { _ in }),
                write: { written.add($0) })
        }
        logger[metadataKey: "password"] = "hunter2"
        logger[metadataKey: "shard"] = "main"
        logger.info("connecting", metadata: ["broker": "amqp://u:hunter2@h", "shard": "other"])
        logger.debug("not written")
        #expect(
            written.all == [
                "2023-11-14T22:13:20Z info connecting broker=amqp://u:***@h password=*** shard=other\n"
            ])
    }

    @Test("A line of the pipeline leaves out empty particulars")
    func emptyParticulars() {
        let written = Lines()
        let logger = Logger(label: "berthd") { label in
            RedactingLogHandler(
                label: label, format: .text, clock: WallClock(nowNanoseconds: { Samples.now }, pass: { _ in }),
                write: { written.add($0) })
        }
        logger.log(LogLine(.warning, .stopped, ["user": "", "key": "k"]))
        #expect(written.all == ["2023-11-14T22:13:20Z warning stopped key=k\n"])
    }

    private final class Lines: Sendable {
        private let lines = Mutex<[String]>([])

        var all: [String] { lines.withLock { $0 } }

        func add(_ line: String) { lines.withLock { $0.append(line) } }
    }
}

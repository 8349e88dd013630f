import AMQP
import Logging
import SwiftProtobuf
import Synchronization
import Testing
import Wire

@testable import Worker

/// A canary stands in every text of every request, one after the other, in all that is sent along, and in the broker's
/// own words; nothing of it may be written, but where a list says why.
@Suite("No field of a request reaches the log")
struct FieldSecretTests {
    private static let canary = FieldCanaries.canary

    private static let requests: [(Wire.Method, any Message)] = [
        (.reportInventory, ValidRequests.report()), (.claimInstance, ValidRequests.claim()),
        (.updateInstance, ValidRequests.update()), (.checkFit, ValidRequests.fit()),
        (
            .setNodeEnabled,
            Berth_Tracker_V1_SetNodeEnabledRequest.with {
                $0.host = ValidRequests.host
                $0.node = "kvm"
                $0.reason = "maintenance"
            }
        ),
        (
            .abortInstanceClaim,
            Berth_Tracker_V1_AbortInstanceClaimRequest.with {
                $0.host = ValidRequests.host
                $0.node = "kvm"
                $0.instanceUuid = ValidRequests.uuid
                $0.claimRequestID = "key"
            }
        ),
        (
            .getOutcome,
            Berth_Tracker_V1_GetOutcomeRequest.with {
                $0.host = ValidRequests.host
                $0.requestID = "key"
            }
        ),
        (.listNodes, Berth_Tracker_V1_ListNodesRequest.with { $0.pageToken = "MWgvbg==" }),
    ]

    @Test("No text of any field is logged, whether its request is applied, refused, repeated, rehearsed or parked")
    func everyField() throws {
        var planted: [FieldCanaries.Planted] = []
        for (method, message) in Self.requests { planted += try FieldCanaries.planted(method, message) }
        #expect(planted.count > 100, "the places are found")
        for item in planted {
            let (lines, shard) = try run(item)
            #expect(lines.count >= 4, "\(item.place): every request is logged")
            for line in lines {
                #expect(!line.contains(Self.canary), "\(item.method) \(item.place): \(line)")
            }
            try expectDeadLetters(shard, item)
        }
    }

    /// The original is untouched in its dead letter; what is added names fields, and so keys of maps, but no values.
    private func expectDeadLetters(_ shard: SimulatedShard, _ item: FieldCanaries.Planted) throws {
        for letter in shard.receivedDeadLetters {
            #expect(letter.body == item.body)
            let headers = "\(letter.properties.headers)"
            // The tracker's own no names the thing that is not there: its identifiers, not its contents.
            let isAllowed = item.isKey || Self.identifiers.contains(item.place)
            #expect(!headers.contains(Self.canary) || isAllowed, "\(item.method) \(item.place): \(headers)")
        }
    }

    /// What may stand in a status, which the caller gets and a dead letter keeps: names of things, each for its reason.
    private static let identifiers: Set<String> = [
        "node",  // which node is not known, or disabled
        "instance.node",  // where the instance is said to be instead
        "instance.host",
    ]

    /// Sends a request as a call, twice, as a rehearsal and as a cast; gives all lines in both formats.
    private func run(_ item: FieldCanaries.Planted) throws -> ([String], SimulatedShard) {
        var settings = WorkerSettings()
        settings.logLevel = .trace
        var shard = try SimulatedShard(settings)
        shard.deliver(
            try Samples.sent(.reportInventory, ValidRequests.report(), host: ValidRequests.host, key: "report"))
        var sent = Samples.Sent()
        sent.properties.type = item.method.path
        sent.properties.messageID = "call"
        sent.properties.contentType = "application/json"
        sent.properties.replyTo = "caller"
        sent.body = item.body
        sent.routingKey = ValidRequests.host
        shard.deliver(sent, sent)
        shard.deliver(
            sent.with {
                $0.properties.messageID = "rehearsal"
                $0.properties.headers["berth-rehearse"] = "1"
            },
            sent.with {
                $0.properties.messageID = "cast"
                $0.properties.replyTo = nil
            })
        shard.run()
        return (LogCapture.lines(shard.lines), shard)
    }

    @Test("Of what is sent along with a request only key, host, user, app and trace are logged")
    func everyProperty() throws {
        var sent = try Samples.claim("h", 1, key: "key")
        sent.properties.correlationID = Self.canary
        sent.properties.contentEncoding = Self.canary
        sent.properties.clusterID = Self.canary
        sent.properties.replyTo = Self.canary
        for name in ["authorization", "x-auth-token", "cookie", "custom", "custom-bin", "tracestate", "CC"] {
            sent.properties.headers[name] = .string("Bearer \(Self.canary)")
        }
        sent.properties.headers["nested"] = .table(["token": .array([.bytes(Array(Self.canary.utf8))])])
        let faults: [(inout Samples.Sent) -> Void] = [
            { _ in }, { $0.properties.replyTo = nil }, { $0.properties.type = "/x/\(Self.canary)" },
            { $0.properties.contentType = Self.canary },
            { $0.properties.headers["grpc-timeout"] = .string(Self.canary) },
            { $0.properties.headers["berth-rehearse"] = .string(Self.canary) },
            { $0.properties.headers["traceparent"] = .string(Self.canary) },
            { $0.properties.expiration = Self.canary }, { $0.properties.messageID = "\(Self.canary) with a blank" },
            { $0.body = Array(Self.canary.utf8) }, { $0.properties.timestampSeconds = 5 },
        ]
        var settings = WorkerSettings()
        settings.logLevel = .trace
        var shard = try SimulatedShard(settings)
        shard.deliver(try Samples.report("h", key: "r"))
        for (index, fault) in faults.enumerated() {
            shard.deliver(sent.with { $0.properties.messageID = "key-\(index)" }.with(fault))
        }
        shard.run()
        let lines = LogCapture.lines(shard.lines)
        #expect(lines.count >= faults.count)
        // The `type` of a message that is no request is its name; whoever reads the log has to find its sender.
        for line in lines where !line.contains("/x/\(Self.canary)") {
            #expect(!line.contains(Self.canary), "\(line)")
        }
        for letter in shard.receivedDeadLetters {
            for name in HeaderName.deadLetterHeaders {
                let text = letter.properties.headers[name]?.text ?? ""
                #expect(!text.contains(Self.canary), "\(name): \(text)")
            }
        }
    }

    @Test("An error of any type is logged without what it holds")
    func foreignErrors() {
        struct Foreign: Error, CustomStringConvertible {
            var description: String { FieldCanaries.canary }
        }
        #expect(!WorkerFailure.text(Foreign()).contains(Self.canary))
    }

    @Test("Particulars whose name says that they are secret, and passwords in addresses, are masked in both formats")
    func masked() {
        var lines: [String] = []
        for format in LogFormat.allCases {
            let captured = LogCapture(format: format)
            captured.logger.warning(
                "connecting to amqp://user:\(Self.canary)@host failed",
                metadata: [
                    "password": "\(Self.canary)", "api-token": "\(Self.canary)", "Authorization": "\(Self.canary)",
                    "endpoint": "amqp://u:a/\(Self.canary)@host/v", "secret_key": "\(Self.canary)",
                    "nested": ["credentials": "\(Self.canary)", "list": ["amqp://u:\(Self.canary)@h"]],
                ])
            lines += captured.lines
        }
        #expect(lines.count == 2)
        for line in lines { #expect(!line.contains(Self.canary), "\(line)") }
    }
}

/// What a logger of the worker's kind writes.
final class LogCapture: Sendable {
    private let written = Mutex<[String]>([])
    private let format: LogFormat

    init(format: LogFormat) { self.format = format }

    var lines: [String] { written.withLock { $0 } }

    var logger: Logger {
        var logger = Logger(label: "test") { [self] label in
            RedactingLogHandler(label: label, format: format) { line in self.written.withLock { $0.append(line) } }
        }
        logger.logLevel = .trace
        return logger
    }

    /// Lines of the pipeline as they are written, in both formats.
    static func lines(_ lines: [LogLine]) -> [String] {
        LogFormat.allCases.flatMap { format in
            let capture = LogCapture(format: format)
            for line in lines { capture.logger.log(line) }
            return capture.lines
        }
    }
}

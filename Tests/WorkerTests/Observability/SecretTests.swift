import AMQP
import Logging
import Testing
import Wire

@testable import Worker

@Suite("Nothing private is logged")
struct SecretTests {
    @Test(
        "Bodies, header values, reply addresses and correlation ids of requests never reach the log",
        arguments: ["call", "cast"])
    func requests(_ kind: String) throws {
        var settings = WorkerSettings()
        settings.logLevel = .trace
        var shard = try SimulatedShard(settings)
        let secret = "s3cret"
        let replyTo = kind == "call" ? "\(secret)-queue" : nil
        let mark = { (sent: inout Samples.Sent) in
            sent.properties.headers["note"] = .string(secret)
            if replyTo != nil { sent.properties.correlationID = secret }
        }
        var messages = [
            try Samples.report("h", key: "r", replyTo: replyTo), try Samples.claim("h", 1, key: "c", replyTo: replyTo),
            try Samples.claim("h", 1, key: "c", replyTo: replyTo),
            try Samples.claim("h", 2, key: "c", replyTo: replyTo),
            try Samples.claim("none", 3, key: "n", replyTo: replyTo),
            try Samples.getNode("h", key: "g", replyTo: replyTo),
        ]
        messages.append(messages[1].with { $0.body = Array(secret.utf8) })
        messages.append(
            messages[1].with {
                $0.properties.contentType = "application/json"
                $0.body = Array("{\"host\":\"\(secret)\",\"\(secret)\":1}".utf8)
            })
        for message in messages { shard.deliver(message.with(mark)) }
        shard.run()
        #expect(shard.lines.count >= messages.count)
        for line in shard.lines { #expect(!"\(line.metadata)".contains(secret), "\(line)") }
    }
}

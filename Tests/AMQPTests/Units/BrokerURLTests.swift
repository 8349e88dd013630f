import AMQP
import Testing

@Suite("A broker's address")
struct BrokerURLTests {
    @Test(
        "is read as RabbitMQ's URI specification has it",
        arguments: [
            ("amqp://user:pass@host:10000/vhost", ["host:10000"], "user", "pass", "vhost"),
            ("amqp://user%61:%61pass@ho%61st:10000/v%2fhost", ["hoast:10000"], "usera", "apass", "v/host"),
            ("amqp://", nil, "", "", ""),
            ("amqp://host", ["host:5672"], "guest", "guest", "/"),
            ("amqp://host/", ["host:5672"], "guest", "guest", ""),
            ("amqp://host/%2f", ["host:5672"], "guest", "guest", "/"),
            ("amqp://user@host", ["host:5672"], "user", "", "/"),
            ("amqps://host", ["host:5671"], "guest", "guest", "/"),
            ("amqp://[::1]", ["[::1]:5672"], "guest", "guest", "/"),
            ("amqp://[::1]:1/v", ["[::1]:1"], "guest", "guest", "v"),
            ("AMQP://u:p%40%3A@h1,h2:2,[fe80::1]:3/v", ["h1:5672", "h2:2", "[fe80::1]:3"], "u", "p@:", "v"),
        ] as [(String, [String]?, String, String, String)])
    func reads(_ text: String, _ hosts: [String]?, _ user: String, _ password: String, _ virtualHost: String) throws {
        guard let hosts else {
            #expect(throws: AMQPError.self) { try BrokerURL(text) }
            return
        }
        let url = try BrokerURL(text)
        #expect(url.endpoints.map(\.description) == hosts)
        #expect(url.user == user && url.password == password && url.virtualHost == virtualHost)
        #expect(url.usesTLS == text.lowercased().hasPrefix("amqps"))
    }

    @Test(
        "is refused with a reason, and without repeating the password",
        arguments: [
            "", "host", "http://host", "amqp:/host", "amqp://u:s3cret@", "amqp://u:s3cret@h:0",
            "amqp://u:s3cret@h:65536",
            "amqp://u:s3cret@h:+1", "amqp://u:s3cret@h,,h", "amqp://u:s3cret%zz@h", "amqp://u:s3cret%00@h",
            "amqp://u:s3cret%ff@h", "amqp://u:s3cret@h/a/b", "amqp://u:s3cret@h/#x", "amqp://u:s3cret@h?heartbeat=x",
            "amqp://u:s3cret@h?heartbeat=65536", "amqp://u:s3cret@h?unknown=1", "amqp://u:s3cret@h h", "amqp://[::1",
            "amqp://[::1]x",
            "amqp://h/" + String(repeating: "v", count: 256), "amqp://" + String(repeating: "h", count: 4096),
            "amqp://" + Array(repeating: "h", count: 65).joined(separator: ","),
        ])
    func refuses(_ text: String) {
        #expect {
            try BrokerURL(text)
        } throws: { error in
            guard let error = error as? AMQPError else { return false }
            return error.code == .invalidURL && !error.description.contains("s3cret")
        }
    }

    @Test("carries heartbeat and connection time-out into the configuration")
    func parameters() throws {
        let url = try BrokerURL("amqp://h?heartbeat=7&connection_timeout=1500")
        let configuration = ConnectionConfiguration(url: url)
        #expect(configuration.heartbeatSeconds == 7 && configuration.connectTimeout == .milliseconds(1500))
        #expect(ConnectionConfiguration(url: try BrokerURL("amqp://h")).heartbeatSeconds == 15)
    }

    @Test("shows neither user nor password, whichever way it is printed")
    func redacted() throws {
        let url = try BrokerURL("amqps://someone:s3cret@h1,h2/v%2Fh")
        #expect(url.redacted == "amqps://h1:5671,h2:5671/v%2Fh")
        for text in ["\(url)", String(reflecting: url), String(describing: Optional(url))] {
            #expect(!text.contains("s3cret") && !text.contains("someone"))
        }
    }

    @Test("A frame limit outside the allowed range is refused", arguments: [0, 4095, 1_048_577] as [UInt32])
    func frameLimit(_ limit: UInt32) async throws {
        let configuration = ConnectionConfiguration(url: try BrokerURL("amqp://127.0.0.1:1"), frameMaxBytes: limit)
        #expect(await thrown { try await Connection.open(configuration) }?.code == .invalidArgument)
    }
}

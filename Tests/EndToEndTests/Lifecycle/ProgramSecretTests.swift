import AMQP
import BrokerTestSupport
import EndToEndTestSupport
import Foundation
import Testing
import Wire
import Worker

extension LifecycleTests {
    /// Everything that the programs write when something is wrong with their settings or their broker.
    @Suite struct ProgramSecrets {
        @Test("No address that holds a secret is repeated by the worker's checks, wherever it was written")
        func addresses() async throws {
            let site = try await Site.make()
            for (name, url) in Canary.addresses {
                let file = site.path("berthd.yaml")
                try "broker:\n  url: '\(url)'\ndata-dir: d\n".write(toFile: file, atomically: true, encoding: .utf8)
                for action in ["--check-config", "--print-config"] {
                    let ways: [(arguments: [String], environment: [String: String])] = [
                        (["--broker", url, "--data-dir", "d"], [:]), (["--data-dir", "d"], ["BERTH_BROKER_URL": url]),
                        (["--config", file], [:]), ([url], [:]), (["--broker=\(url)", "--broker", url], [:]),
                        (["--data-dir", "d", "--broker", "amqp://h", "--prefetch", url, "--log-level", url], [:]),
                    ]
                    for (index, way) in ways.enumerated() {
                        // Without a scheme nothing says that it is an address, so as another setting it is only a text.
                        guard action == "--print-config" || index == 0 else { continue }
                        guard index < 5 || url.contains("://user:\(Canary.text)@") else { continue }
                        let worker = try await WorkerProcess.launch(
                            [action] + way.arguments, environment: way.environment)
                        _ = try await worker.child.ending()
                        Canary.expectAbsent(worker.child.output, "\(name), \(action), way \(index)")
                    }
                }
            }
        }

        @Test("No line of a settings file is quoted when the file cannot be read")
        func files() async throws {
            let site = try await Site.make()
            let url = "amqp://user:\(Canary.text)@h/v"
            let texts = [
                "broker:\n\turl: \(url)\n", "broker:\n  url: \"\(url)\n", "broker: {url: \(url)\n",
                "url: \(url): x: y\n",
                "broker:\n  url: |\n \(url)\n   x\n", "&a \(url) *b\n", "- \(url)\n", "\(url)\n", "? [\(url)]\n: x\n",
                "broker: {url: {\(url)}}\n", "broker:\n  url: [\(url)]\n", "x: \(url)\nx: \(url)\n", "%\(url)\n",
                "!!\(url)\n",
                "broker:\n  url: \(url)\u{0}\n",
            ]
            for text in texts {
                let file = site.path("berthd.yaml")
                try text.write(toFile: file, atomically: true, encoding: .utf8)
                let worker = try await WorkerProcess.launch(["--check-config", "--config", file, "--data-dir", "d"])
                #expect(try await worker.child.ending() == .exited(2), "\(text)")
                Canary.expectAbsent(worker.child.output, text)
            }
        }

        @Test(
            "A login, a host, a certificate or a key that is wrong is told without the secret",
            arguments: ["text", "json"])
        func brokerTrouble(format: String) async throws {
            let site = try await Site.make()
            let key = site.path("secret.key")
            try "-----BEGIN PRIVATE KEY-----\n\(Canary.text)\n-----END PRIVATE KEY-----\n".write(
                toFile: key, atomically: true, encoding: .utf8)
            let wrong = site.url.replacing("guest:guest@", with: "guest:\(Canary.text)@")
            let tls = site.broker.tlsURL.replacing("guest:guest@", with: "guest:\(Canary.text)@")
            let certificates = site.broker.certificates
            let cases: [(name: String, arguments: [String])] = [
                ("wrong password", ["--broker", wrong]),
                ("unknown user", ["--broker", wrong.replacing("guest:", with: "nobody:")]),
                ("nobody listens", ["--broker", "amqp://guest:\(Canary.text)@127.0.0.1:1/"]),
                ("host without address", ["--broker", "amqp://guest:\(Canary.text)@nowhere.invalid/"]),
                ("wrong password over TLS", ["--broker", tls, "--broker-tls-ca", certificates.authority]),
                ("strange authority", ["--broker", tls, "--broker-tls-ca", certificates.strangeAuthority]),
                (
                    "key that is none",
                    [
                        "--broker", tls, "--broker-tls-ca", certificates.authority, "--broker-tls-key", key,
                        "--broker-tls-certificate", certificates.clientCertificate,
                    ]
                ),
                ("authority that is none", ["--broker", tls, "--broker-tls-ca", key]),
            ]
            for item in cases {
                let worker = try await WorkerProcess.launch(
                    item.arguments + [
                        "--data-dir", site.path(item.name), "--log-level", "trace", "--log-format", format,
                    ])
                // It ends by itself, or says that the shard failed and tries again.
                let progress = try await worker.child.progress.wait(for: "an end or a failure: \(item.name)") {
                    $0.ending != nil || $0.lines.contains { $0.contains(LogMessage.shardFailed.rawValue) }
                }
                if progress.ending == nil { _ = try await worker.stop() } else { _ = try await worker.child.ending() }
                #expect(!worker.child.output.isEmpty)
                Canary.expectAbsent(worker.child.output, item.name)
            }
        }

        @Test("The tool repeats neither password nor body, whatever is wrong")
        func tool() async throws {
            let site = try await Site.make()
            let body = site.path("body.json")
            try "{\"host\":\"h\",\"password\":\"\(Canary.text)\"}".write(
                toFile: body, atomically: true, encoding: .utf8)
            var cases: [(name: String, arguments: [String], environment: [String: String])] = []
            for (name, url) in Canary.addresses {
                cases.append((name, ["node", "show", "--host", "h", "--broker", url, "--timeout", "1"], [:]))
                cases.append((name, ["dead", "list"], ["BERTH_BROKER": url]))
            }
            let wrong = site.url.replacing("guest:guest@", with: "guest:\(Canary.text)@")
            cases += [
                ("wrong password", ["node", "list", "--broker", wrong, "--timeout", "1"], [:]),
                ("unknown field", ["call", "GetNode", "--body", "@\(body)", "--broker", site.url], [:]),
                ("not JSON", ["call", "GetNode", "--body", "{\"host\":\(Canary.text)}", "--broker", site.url], [:]),
                (
                    "wrong kind",
                    ["call", "ListNodes", "--body", "{\"pageSize\":\"\(Canary.text)\"}", "--broker", site.url], [:]
                ),
                ("worker's settings", ["node", "list"], ["BERTH_BROKER": "user:\(Canary.text)@h"]),
            ]
            for item in cases {
                let tool = try await WorkerProcess.launch(
                    item.arguments, environment: item.environment, program: "berth")
                let ending = try await tool.child.ending()
                #expect(ending != .exited(0), "\(item.name)")
                Canary.expectAbsent(tool.child.output, "\(item.name): \(item.arguments)")
            }
        }

        @Test("The tool shows a dead letter without its body and without its sender's own headers")
        func deadLetters() async throws {
            let site = try await Site.make()
            let worker = try await site.serve(level: "trace")
            let caller = try await Caller.open(site.url)
            var instance = Fixture.instance("not-a-uuid")
            instance.userID = Canary.text
            instance.imageProperties = ["secret": Canary.text]
            let call = try Fixture.claim("h", instance).asCast.with {
                $0.properties.headers["authorization"] = .string("Bearer \(Canary.text)")
                $0.properties.headers["x-auth-token"] = .string(Canary.text)
            }
            try await caller.send(call)
            try await worker.line(.deadLettered)
            for arguments in [["dead", "list"], ["dead", "list", "--json"], ["dead", "show", call.key]] {
                let tool = try await WorkerProcess.launch(arguments + ["--broker", site.url], program: "berth")
                let ending = try await tool.child.ending()
                #expect(tool.child.output.contains(call.key.prefix(8)), "\(ending): \(tool.child.output)")
                Canary.expectAbsent(tool.child.output, "\(arguments)")
            }
            #expect(try await worker.stop() == .exited(0))
            Canary.expectAbsent(worker.child.output, "the worker")
            await caller.close()
        }
    }
}

import EndToEndTestSupport
import Foundation
import Testing

extension LifecycleTests {
    @Suite struct Settings {
        private func run(_ arguments: [String], environment: [String: String] = [:]) async throws
            -> (ending: ChildProcess.Ending, output: String)
        {
            let worker = try await WorkerProcess.launch(arguments, environment: environment)
            return (try await worker.child.ending(), worker.child.output)
        }

        @Test("Settings that can be used are said to be, without a broker")
        func check() async throws {
            let result = try await run([
                "--check-config", "--broker", "amqp://h", "--data-dir", "/nowhere", "--pci-device-specs", "[{},{}]",
            ])
            #expect(result.ending == .exited(0))
            #expect(result.output.contains("pci.device-specs: 2 (for every device: entry 1, 2); pci.aliases: none"))
            #expect(!FileManager.default.fileExists(atPath: "/nowhere"))
        }

        @Test("Every setting that cannot be used is named, and the program ends with 2")
        func wrongSettings() async throws {
            let result = try await run(["--check-config", "--prefetch", "0", "--log-level", "loud"])
            #expect(result.ending == .exited(2))
            for name in ["prefetch", "log.level", "broker.url", "data-dir"] { #expect(result.output.contains(name)) }
        }

        @Test("Printed settings show flags before environment before file, and mask the password")
        func printed() async throws {
            let site = try await Site.make()
            let file = site.path("berthd.yaml")
            try "shard: from-file\nprefetch: 7\nlog:\n  level: debug\n".write(
                toFile: file, atomically: true, encoding: .utf8)
            let result = try await run(
                ["--print-config", "--config", file, "--shard", "from-flag", "--data-dir", "/d"],
                environment: ["BERTH_BROKER_URL": "amqp://bob:hunter2@h/v", "BERTH_PREFETCH": "9"])
            #expect(result.ending == .exited(0))
            #expect(result.output.contains("shard: from-flag"))
            #expect(result.output.contains("prefetch: 9"))
            #expect(result.output.contains("level: debug"))
            #expect(!result.output.contains("hunter2"))
        }

        @Test("An unknown key in the file is refused by its name")
        func unknownKey() async throws {
            let site = try await Site.make()
            let file = site.path("berthd.yaml")
            try "shard: main\nlog:\n  levle: debug\n".write(toFile: file, atomically: true, encoding: .utf8)
            let result = try await run(["--config", file, "--broker", "amqp://h", "--data-dir", site.path()])
            #expect(result.ending == .exited(2))
            #expect(result.output.contains("log.levle"))
        }

        @Test("An argument that is no flag is refused without being repeated")
        func strayArgument() async throws {
            let result = try await run(["amqp://bob:hunter2@h/v"])
            #expect(result.ending == .exited(2))
            #expect(!result.output.contains("hunter2"))
        }
    }
}

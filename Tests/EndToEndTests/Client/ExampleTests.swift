import EndToEndTestSupport
import Foundation
import Testing
import Wire

extension SharedWorkerTests {
    /// The programs of `docs/examples`, as a reader would run them.
    @Suite("Example programs")
    struct Examples {
        private static var script: String {
            get throws {
                let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                    .deletingLastPathComponent().deletingLastPathComponent()
                return root.appending(path: "docs/examples/python/run.sh").path
            }
        }

        @Test("The Swift example claims, and says what is held when it claims again")
        func swift() async throws {
            let program = URL(filePath: try WorkerProcess.program).deletingLastPathComponent()
                .appending(path: "ClaimExample").path
            try await claimsTwice { arguments in (program, arguments) }
        }

        @Test(
            "The Python example claims with plain pika, and says what is held when it claims again",
            .enabled("needs python3, protoc and a way to Python's packages; the script's output says which") {
                try await run(script, ["--prepare"]).ending == .exited(0)
            })
        func python() async throws {
            let script = try Self.script
            try await claimsTwice { arguments in (script, arguments) }
        }

        /// Runs an example twice for one instance: the first claim is granted, the second is another request and hears
        /// that the instance is held.
        private func claimsTwice(_ command: ([String]) -> (String, [String])) async throws {
            let shared = try await SharedSite.get()
            let host = Fixture.host()
            #expect(try await shared.caller.call(Fixture.report(host)).code == .ok)
            let (program, arguments) = command([shared.site.url, host, Fixture.uuid()])
            let first = try await Self.run(program, arguments)
            #expect(first.ending == .exited(0), "\(first.output)")
            #expect(first.output.contains("granted: 2 vCPUs, 2048 MiB on \(host)"), "\(first.output)")
            let second = try await Self.run(program, arguments)
            #expect(second.ending == .exited(1), "\(second.output)")
            #expect(second.output.contains(host), "\(second.output)")
            #expect(try await shared.caller.node(host).node.usage.vcpusUsed == 2)
        }

        private static func run(
            _ program: String, _ arguments: [String]
        ) async throws -> (ending: ChildProcess.Ending, output: String) {
            var environment: [String: String] = [:]
            for name in ["PATH", "HOME", "LD_LIBRARY_PATH"] {
                environment[name] = ProcessInfo.processInfo.environment[name]
            }
            let child = try await ChildProcess.start(program, arguments, environment: environment)
            return (try await child.ending(), child.output)
        }
    }
}

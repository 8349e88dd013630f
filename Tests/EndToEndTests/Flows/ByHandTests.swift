import EndToEndTestSupport
import Foundation
import Testing
import Wire

/// What the README of the flows shows to send by hand.
@Suite("Flows by hand", .timeLimit(.minutes(2)))
struct ByHandTests {
    @Test("The README's script sends bodies as they stand on the pages, and is answered")
    func script() async throws {
        let site = try await Site.make()
        let worker = try await site.serve()
        let caller = try await Caller.open(site.url)
        for host in ["cmp-1", "cmp-2"] { try await caller.report(host) }
        let readme = try FlowPages.text("README")
        let script = try #require(readme.firstMatch(of: /\n```sh\n(?<script>(?:.|\n)*?)```\n/)).output.script
        let tool = URL(filePath: try WorkerProcess.sibling("berth")).deletingLastPathComponent().path
        var environment = ["BERTH_BROKER": site.url, "PATH": tool]
        for name in ["PATH", "HOME", "LD_LIBRARY_PATH"] {
            guard let value = ProcessInfo.processInfo.environment[name] else { continue }
            environment[name] = name == "PATH" ? "\(tool):\(value)" : value
        }
        let child = try await ChildProcess.start("/bin/sh", ["-euc", String(script)], environment: environment)
        let ending = try await child.ending()
        #expect(ending == .exited(0), "\(child.output)")
        #expect(child.output.contains("pre-migrating"), "\(child.output)")
        #expect(try await caller.node("cmp-1").grants.map(\.vcpus) == [1])
        #expect(try await caller.node("cmp-2").grants.isEmpty)
        _ = try await worker.stop()
    }
}

import EndToEndTestSupport
import Foundation
import Testing
import Wire
import Worker

extension LifecycleTests {
    @Suite struct Ownership {
        @Test("A second worker on the same data folder ends with 3 and names the holder")
        func sameFolder() async throws {
            let site = try await Site.make()
            let holder = try await site.serve()
            let second = try await site.refused()
            #expect(second.ending == .exited(3))
            #expect(second.output.contains("process \(holder.child.progress.value.identifier) on"))
            #expect(try await holder.stop() == .exited(0))
        }

        @Test("A worker with another data folder ends with 4 and names the owner, and goes on with --adopt")
        func otherFolder() async throws {
            let site = try await Site.make()
            let caller = try await Caller.open(site.url)
            let owner = try await site.serve()
            let identifier = owner.child.progress.value.identifier
            let second = try await site.refused(data: "other")
            #expect(second.ending == .exited(4))
            #expect(second.output.contains("SHARD_OWNED") && second.output.contains(":\(identifier)"))
            #expect(second.output.contains("--adopt"))
            #expect(try await owner.stop() == .exited(0))
            #expect(try await site.refused(data: "other").ending == .exited(4))

            let adopted = try await site.serve(["--adopt"], data: "other")
            try await adopted.line(.adopted)
            let host = Fixture.host()
            try await caller.report(host)
            #expect(try await caller.node(host).node.host == host)
            #expect(try await adopted.stop() == .exited(0))
            #expect(try await site.refused().ending == .exited(4))
            await caller.close()
        }

        @Test("An older copy of the data folder ends with 4 and says so")
        func olderCopy() async throws {
            let site = try await Site.make()
            let caller = try await Caller.open(site.url)
            let first = try await site.serve()
            #expect(try await first.stop() == .exited(0))
            try FileManager.default.copyItem(atPath: site.path(), toPath: site.path("copy"))
            let second = try await site.serve()
            try await caller.report(Fixture.host())
            #expect(try await second.stop() == .exited(0))
            let copy = try await site.refused(data: "copy")
            #expect(copy.ending == .exited(4))
            #expect(copy.output.contains("older copy of the store"))
            let third = try await site.serve()
            #expect(try await third.stop() == .exited(0))
            await caller.close()
        }
    }
}

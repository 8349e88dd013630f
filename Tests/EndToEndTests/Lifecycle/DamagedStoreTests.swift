import EndToEndTestSupport
import Foundation
import Testing

extension LifecycleTests {
    @Suite struct DamagedStores {
        /// Makes a store with content, stops its worker, and returns the path of the database.
        private func store(on site: Site) async throws -> String {
            let caller = try await Caller.open(site.url)
            let worker = try await site.serve()
            for _ in 0..<20 { try await caller.report(Fixture.host()) }
            #expect(try await worker.stop() == .exited(0))
            await caller.close()
            let files = try FileManager.default.contentsOfDirectory(atPath: site.path()).sorted()
            let name = try #require(
                files.first { file in
                    let start = try? FileHandle(forReadingFrom: URL(fileURLWithPath: site.path() + "/" + file)).read(
                        upToCount: 15)
                    return start == Data("SQLite format 3".utf8)
                })
            return site.path() + "/" + name
        }

        @Test("A store with a damaged page ends the worker with 5, and a message that says what to do")
        func damagedPage() async throws {
            let site = try await Site.make()
            let database = try await store(on: site)
            var content = try Data(contentsOf: URL(fileURLWithPath: database))
            // All pages but the first: the header stays whole, so that the damage has to be found behind it.
            for index in stride(from: 4_096, to: content.count, by: 512) { content[index] ^= 0xFF }
            try content.write(to: URL(fileURLWithPath: database))
            let worker = try await site.refused()
            #expect(worker.ending == .exited(5))
            #expect(worker.output.contains("DAMAGED") && worker.output.contains("backup"))
        }

        @Test("A truncated store ends the worker with 5")
        func truncated() async throws {
            let site = try await Site.make()
            let database = try await store(on: site)
            let file = try FileHandle(forWritingTo: URL(fileURLWithPath: database))
            let size = try file.seekToEnd()
            try file.truncate(atOffset: size / 2)
            try file.close()
            #expect(try await site.refused().ending == .exited(5))
        }

        @Test("A file that is no store ends the worker with 5, and stays as it is")
        func noStore() async throws {
            let site = try await Site.make()
            let database = try await store(on: site)
            let content = Data("these are somebody's notes".utf8)
            try content.write(to: URL(fileURLWithPath: database))
            #expect(try await site.refused().ending == .exited(5))
            #expect(try Data(contentsOf: URL(fileURLWithPath: database)) == content)
        }

        @Test("The store of another shard ends the worker with 5, naming both")
        func otherShard() async throws {
            let site = try await Site.make()
            _ = try await store(on: site)
            let worker = try await site.refused(["--shard", "second"])
            #expect(worker.ending == .exited(5))
            #expect(worker.output.contains("\"main\"") && worker.output.contains("\"second\""))
        }
    }
}

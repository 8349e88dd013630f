import AMQP
import EndToEndTestSupport
import Journal
import Testing
import Wire
import Worker

extension LifecycleTests {
    @Suite struct Shutdown {
        @Test(
            "An idle worker stops at once and removes its ready file; killed, it says next time that it was not closed")
        func idleStop() async throws {
            let site = try await Site.make()
            let ready = site.path("ready")
            let worker = try await site.serve(["--ready-file", ready])
            let caller = try await Caller.open(site.url)
            // Who answers is ready.
            try await caller.report(Fixture.host())
            #expect(site.exists("ready"))
            #expect(try await worker.stop() == .exited(0))
            #expect(!site.exists("ready"))
            #expect(try await Self.journal(of: site).stoppedCleanly)
            let second = try await site.serve()
            try await second.kill()
            #expect(try await !Self.journal(of: site).stoppedCleanly)
            let third = try await site.serve()
            #expect(try await third.stop() == .exited(0))
            await caller.close()
        }

        @Test("What a stopped worker knew, the next one knows: keys, recorded replies, claims and ended leases")
        func restart() async throws {
            let site = try await Site.make()
            let events = try await EventSubscriber.open(site.url)
            let caller = try await Caller.open(site.url)
            let (host, leased) = (Fixture.host(), Fixture.uuid())
            let claim = try Fixture.claim(host, Fixture.instance(Fixture.uuid()))
            let first = try await site.serve()
            try await caller.report(host)
            let granted = try await caller.call(claim)
            // Long enough to be granted by the first worker, and over when the second one serves or soon after.
            _ = try await caller.call(Fixture.claim(host, Fixture.instance(leased), leaseMilliseconds: 400))
            #expect(try await first.stop() == .exited(0))
            let second = try await site.serve()
            let again = try await caller.call(claim)
            #expect(again.isReplayed && again.body == granted.body && again.position == granted.position)
            let other = try Fixture.claim(host, Fixture.instance(Fixture.uuid()), key: claim.key)
            #expect(try await caller.call(other).reason == "IDEMPOTENCY_KEY_REUSED")
            let ended = try await events.event("claim.released") { $0.claimReleased.grant.instanceUuid == leased }
            #expect(ended.event.claimReleased.cause == "lease_ended")
            #expect(try await caller.node(host).node.usage.vcpusUsed == 2)
            #expect(try await second.stop() == .exited(0))
            await caller.close()
            await events.close()
        }

        private static func journal(of site: Site) async throws -> LoadedJournal {
            let store = try await SQLiteStore.openReadOnly(directory: site.path())
            let journal = try await store.load()
            await store.close()
            return journal
        }
    }
}

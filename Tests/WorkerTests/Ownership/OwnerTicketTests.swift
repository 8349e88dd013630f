import SwiftProtobuf
import Testing
import Tracker
import Wire

@testable import Worker

@Suite("Owner tickets")
struct OwnerTicketTests {
    private func ticket(_ store: String = "mine", incarnation: Int64 = 5, sequence: Int64 = 100)
        -> Berth_Journal_V1_OwnerTicket
    {
        .with {
            $0.storeID = store
            $0.incarnation = incarnation
            $0.lastEventSequence = sequence
            $0.worker = "berthd/1 there:7"
            $0.time = .init(Instant(nanoseconds: Samples.now))
        }
    }

    private func verdict(
        _ ticket: Berth_Journal_V1_OwnerTicket?, incarnation: Int64 = 6, sequence: Int64 = 100
    ) -> OwnerTicket.Verdict {
        OwnerTicket.verdict(ticket, storeID: "mine", incarnation: incarnation, lastSequence: sequence)
    }

    @Test("Without a ticket, or with its own that is not ahead, a store may serve")
    func mine() {
        #expect(verdict(nil) == .mine)
        #expect(verdict(ticket()) == .mine)
        #expect(verdict(ticket(), sequence: 101) == .mine)
        #expect(verdict(ticket(), incarnation: 5) == .mine)
    }

    @Test("Another store's ticket is another store's, whatever its numbers")
    func otherStore() {
        #expect(verdict(ticket("other", incarnation: 0, sequence: 0)) == .otherStore)
        #expect(verdict(ticket("other", incarnation: 9, sequence: 900)) == .otherStore)
        #expect(verdict(ticket("")) == .otherStore)
    }

    @Test("A copy that has published less, or was opened less often, is behind")
    func behind() {
        #expect(verdict(ticket(sequence: 101)) == .storeBehind)
        #expect(verdict(ticket(incarnation: 7)) == .storeBehind)
    }

    @Test("A worker that must not serve says who owns the shard, and how to go on")
    func refusals() throws {
        #expect(OwnerTicket.refusal(.mine, ticket(), shard: "s") == nil)
        let other = try #require(OwnerTicket.refusal(.otherStore, ticket("other"), shard: "s"))
        let behind = try #require(OwnerTicket.refusal(.storeBehind, ticket(), shard: "s"))
        #expect(other.code == .shardOwned && behind.code == .storeBehind)
        for (error, store) in [(other, "other"), (behind, "mine")] {
            for part in ["shard s", store, "berthd/1 there:7", "2023-11-14T22:13:20Z", "--adopt"] {
                #expect(error.message.contains(part), "\(part) in \(error.message)")
            }
        }
        #expect(behind.message.contains("100"))
    }
}

import SwiftProtobuf
import Wire

@testable import Worker

extension FuzzTarget {
    /// The message in a shard's owner queue; whoever may write to the queue can put another there.
    static let ownerTicket = FuzzTarget("owner-ticket", words: ["store", "main"], isProtobuf: true) { random in
        var ticket = Berth_Journal_V1_OwnerTicket()
        ticket.storeID = random.pick(["store", "other"])
        ticket.incarnation = random.edge()
        ticket.lastEventSequence = random.edge()
        ticket.shard = "main"
        ticket.worker = "berthd/0 host:1"
        ticket.time = .init(seconds: random.edge(), nanos: Int32(truncatingIfNeeded: random.edge()))
        return [10] + ((try? ticket.serializedBytes()) ?? [])
    } check: { input in
        do {
            let ticket = try OwnerTicket.decode(Array(input.dropFirst()), queue: "q")
            let verdict = OwnerTicket.verdict(ticket, storeID: "store", incarnation: 5, lastSequence: 5)
            try Defect.unless(verdict != .mine || ticket.storeID == "store", "another store's ticket is taken for ours")
            let refusal = OwnerTicket.refusal(verdict, ticket, shard: "main")
            try Defect.unless((refusal == nil) == (verdict == .mine), "a verdict without its refusal")
            if let refusal { try MessageText.expectSound(field: "", refusal.description) }
            return .accepted
        } catch let error as WorkerError {
            try MessageText.expectSound(field: "", error.description)
            return .refused
        }
    }
}

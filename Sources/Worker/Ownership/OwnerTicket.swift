internal import SwiftProtobuf
package import Wire

/// Who serves a shard, as the shard's owner queue says; guards against a second store and against an old copy.
package enum OwnerTicket {
    /// What a found ticket means for a store.
    package enum Verdict: Hashable, Sendable {
        /// No ticket, or the store's own: go on.
        case mine
        /// Another store serves the shard.
        case otherStore
        /// The same store, but this copy is older than what was published from it.
        case storeBehind
    }

    /// Reads a ticket that was found in the shard's owner queue.
    ///
    /// - Throws: `brokerObject` if it is none.
    package static func decode(
        _ bytes: [UInt8], queue: String
    ) throws(WorkerError) -> Berth_Journal_V1_OwnerTicket {
        do {
            return try Berth_Journal_V1_OwnerTicket(serializedBytes: bytes)
        } catch {
            throw WorkerError(
                .brokerObject,
                "the message in queue \(queue) is not an owner ticket; find out who put it there and remove it")
        }
    }

    /// Compares a ticket with a store.
    ///
    /// - Parameters:
    ///   - ticket: what was found; nil: the shard has no owner yet.
    ///   - storeID: of the store that wants to serve.
    ///   - incarnation: how often that store has been opened, this time included.
    ///   - lastSequence: of the store's last event.
    package static func verdict(
        _ ticket: Berth_Journal_V1_OwnerTicket?, storeID: String, incarnation: Int64, lastSequence: Int64
    ) -> Verdict {
        guard let ticket else { return .mine }
        guard ticket.storeID == storeID else { return .otherStore }
        return ticket.lastEventSequence > lastSequence || ticket.incarnation > incarnation ? .storeBehind : .mine
    }

    /// The error of a worker that must not serve, naming who does.
    package static func refusal(_ verdict: Verdict, _ ticket: Berth_Journal_V1_OwnerTicket, shard: String)
        -> WorkerError?
    {
        let owner =
            "store \(Shown.plain(ticket.storeID)), last served by \(Shown.plain(ticket.worker)) at "
            + (RFC3339.format(ticket.time) ?? "an unknown time")
        switch verdict {
        case .mine: return nil
        case .otherStore:
            return WorkerError(
                .shardOwned,
                "shard \(shard) is owned by \(owner); start that worker with its own data folder, or take the shard "
                    + "over with --adopt, which gives up what that store holds")
        case .storeBehind:
            return WorkerError(
                .storeBehind,
                "this data folder is an older copy of the store that serves shard \(shard) (\(owner); events up to "
                    + "\(ticket.lastEventSequence) were published from it); restore the newest copy, or go on from "
                    + "this one with --adopt, which repeats event numbers and forgets what came after it")
        }
    }
}

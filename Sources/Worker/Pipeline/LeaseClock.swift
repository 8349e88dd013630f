internal import AMQP
internal import Tracker

/// Which leases have run out, and which of them the worker has already told itself about.
///
/// A lease ends in queue order: the worker sends the end through the shard's own queue, so that a renewal that waits in
/// the backlog is seen first.
struct LeaseClock: Sendable {
    /// A lease that may have to be announced again if its first announcement never arrives.
    static let repeatNanoseconds: Int64 = 30_000_000_000
    /// Most announcements at once; the rest follow.
    static let most = 256

    private var announced: [EndLease: Int64] = [:]

    /// When to look again; nil: no lease is held.
    func wakeUpNanoseconds(_ state: State) -> Int64? {
        guard let next = state.nextLeaseEnd() else { return nil }
        let key = EndLease(instance: next.0, claimRequestID: next.claimRequestID, leaseEndTime: next.end)
        guard announced[key] != nil, let oldest = announced.values.min() else { return next.end.nanoseconds }
        // While an end is unheard, other leases may run out before it is announced again.
        let again = oldest &+ Self.repeatNanoseconds
        let others = state.leases(endingBy: Instant(nanoseconds: again))
        return others.first { announced[$0] == nil }?.leaseEndTime.nanoseconds ?? again
    }

    /// The ends to send now.
    mutating func due(_ state: State, nowNanoseconds: Int64) -> [EndLease] {
        let ended = state.leases(endingBy: Instant(nanoseconds: nowNanoseconds))
        let current = Set(ended)
        announced = announced.filter { current.contains($0.key) }
        var result: [EndLease] = []
        for lease in ended where result.count < Self.most {
            if let last = announced[lease], last &+ Self.repeatNanoseconds > nowNanoseconds { continue }
            announced[lease] = nowNanoseconds
            result.append(lease)
        }
        return result
    }
}

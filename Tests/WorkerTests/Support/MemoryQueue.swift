import AMQP

@testable import Worker

/// A request queue with one consumer, as a quorum queue behaves: what was out comes again, first and in its old order.
struct MemoryQueue {
    struct Entry {
        let sent: Samples.Sent
        var isRedelivered = false
    }

    private(set) var ready: [Entry] = []
    private(set) var out: [(token: DeliveryToken, entry: Entry)] = []
    /// What the worker has acknowledged.
    private(set) var done: [Samples.Sent] = []
    /// What the broker was told to park.
    private(set) var rejected: [Samples.Sent] = []
    private var epoch: UInt64 = 1
    private var tag: UInt64 = 0

    var isEmpty: Bool { ready.isEmpty && out.isEmpty }

    mutating func send(_ sent: Samples.Sent) { ready.append(Entry(sent: sent)) }

    mutating func take(_ most: Int) -> [Delivery] {
        var deliveries: [Delivery] = []
        for entry in ready.prefix(most) {
            tag += 1
            let delivery = entry.sent.delivery(tag, epoch: epoch, redelivered: entry.isRedelivered)
            out.append((delivery.token, entry))
            deliveries.append(delivery)
        }
        ready.removeFirst(deliveries.count)
        return deliveries
    }

    /// Settles deliveries; what belongs to an older channel is passed over.
    ///
    /// - Returns: what was acknowledged.
    mutating func settle(_ acknowledgement: Acknowledgement) -> [Samples.Sent] {
        guard acknowledgement.token.epoch == epoch else { return [] }
        let tag = acknowledgement.token.tag
        let isMeant = { (token: DeliveryToken) in
            acknowledgement.kind == .upToHere ? token.tag <= tag : token.tag == tag
        }
        let settled = out.filter { isMeant($0.token) }.map(\.entry.sent)
        out.removeAll { isMeant($0.token) }
        if acknowledgement.kind == .reject {
            rejected += settled
            return []
        }
        done += settled
        return settled
    }

    /// The channel is gone.
    mutating func giveBack() {
        ready = out.map { Entry(sent: $0.entry.sent, isRedelivered: true) } + ready
        out.removeAll()
        epoch += 1
        tag = 0
    }
}

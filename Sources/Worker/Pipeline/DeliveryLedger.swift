package import AMQP
internal import DequeModule

/// Which deliveries are out and which of them are done, so that many are acknowledged with few frames.
package struct DeliveryLedger: Sendable {
    private struct Slot {
        let token: DeliveryToken
        let arrivalNanoseconds: Int64
        var isDone = false
    }

    private var slots: Deque<Slot> = []

    /// Makes an empty ledger.
    package init() {}

    /// How many deliveries are not acknowledged.
    package var count: Int { slots.count }

    /// When the oldest delivery that is not acknowledged arrived, in nanoseconds; nil: there is none.
    package var oldestNanoseconds: Int64? { slots.first?.arrivalNanoseconds }

    /// Notes a delivery; tags ascend within an epoch.
    package mutating func add(_ token: DeliveryToken, nowNanoseconds: Int64 = 0) {
        slots.append(Slot(token: token, arrivalNanoseconds: nowNanoseconds))
    }

    /// Notes that deliveries are done, and says what to acknowledge now.
    ///
    /// Everything done at the front goes in one frame; what is done further behind goes one by one. A delivery of an
    /// older connection is not known here any more and is passed over.
    package mutating func finish(_ tokens: some Sequence<DeliveryToken>) -> [Acknowledgement] {
        var later: [DeliveryToken] = []
        for token in tokens {
            guard let index = index(of: token) else { continue }
            slots[index].isDone = true
            later.append(token)
        }
        var last: DeliveryToken?
        while let first = slots.first, first.isDone { last = slots.removeFirst().token }
        var result: [Acknowledgement] = []
        if let last { result.append(Acknowledgement(token: last, kind: .upToHere)) }
        for token in later {
            guard let index = index(of: token) else { continue }
            slots.remove(at: index)
            result.append(Acknowledgement(token: token, kind: .one))
        }
        return result
    }

    /// Rejects one delivery without requeue, so that the broker parks it as it is.
    package mutating func reject(_ token: DeliveryToken) -> [Acknowledgement] {
        guard let index = index(of: token) else { return [] }
        slots.remove(at: index)
        return [Acknowledgement(token: token, kind: .reject)]
    }

    /// Forgets everything: the channel is gone, and all comes again.
    package mutating func reset() {
        slots.removeAll()
    }

    /// Tags ascend, so the place is found by halving.
    private func index(of token: DeliveryToken) -> Int? {
        var low = 0
        var high = slots.count
        while low < high {
            let middle = (low + high) / 2
            if slots[middle].token.tag < token.tag { low = middle + 1 } else { high = middle }
        }
        return low < slots.count && slots[low].token == token ? low : nil
    }
}

/// One frame that settles deliveries.
package struct Acknowledgement: Hashable, Sendable {
    /// What is said about the delivery.
    package enum Kind: Hashable, Sendable {
        /// This one and all before it are done.
        case upToHere
        /// This one is done.
        case one
        /// This one is parked by the broker.
        case reject
    }

    /// The delivery.
    package var token: DeliveryToken
    /// What is said about it.
    package var kind: Kind

    /// Makes an acknowledgement.
    package init(token: DeliveryToken, kind: Kind) {
        self.token = token
        self.kind = kind
    }
}

internal import AMQP
internal import Worker

/// A shard's request queue as RabbitMQ's quorum queue with a single active consumer behaves.
///
/// What a consumer held comes again in the old order and before anything newer; each time counts towards the limit,
/// beyond which the message is parked.
struct RequestQueue {
    /// A message in the queue.
    struct Entry {
        var sent: SentMessage
        /// Its place in the order of arrival.
        let number: Int
        /// How often it was given back.
        var returns = 0
    }

    /// A message that a consumer holds.
    struct Out {
        let token: DeliveryToken
        let entry: Entry
    }

    /// A message that the broker itself has parked.
    struct Parked {
        let sent: SentMessage
        let reason: String
    }

    private(set) var ready: [Entry] = []
    private(set) var out: [Out] = []
    private(set) var parked: [Parked] = []
    /// The workers that consume, the active one first.
    private(set) var consumers: [Int] = []
    private var lastNumber = 0
    let deliveryLimit: Int

    init(deliveryLimit: Int) { self.deliveryLimit = deliveryLimit }

    var isEmpty: Bool { ready.isEmpty && out.isEmpty }

    mutating func append(_ sent: SentMessage) {
        lastNumber += 1
        ready.append(Entry(sent: sent, number: lastNumber))
    }

    mutating func consume(_ worker: Int) { consumers.append(worker) }

    func isActive(_ worker: Int) -> Bool { consumers.first == worker }

    /// Hands the next message to the active consumer.
    mutating func deliver(_ token: DeliveryToken) -> Delivery? {
        guard !ready.isEmpty else { return nil }
        let entry = ready.removeFirst()
        out.append(Out(token: token, entry: entry))
        return entry.sent.delivery(token, redelivered: entry.returns > 0)
    }

    /// Settles deliveries.
    mutating func settle(_ acknowledgement: Acknowledgement) {
        let tag = acknowledgement.token.tag
        let isMeant = { (token: DeliveryToken) in
            acknowledgement.kind == .upToHere ? token.tag <= tag : token.tag == tag
        }
        if acknowledgement.kind == .reject {
            parked += out.filter { isMeant($0.token) }.map { Parked(sent: $0.entry.sent, reason: "rejected") }
        }
        out.removeAll { isMeant($0.token) }
    }

    /// A consumer is gone; if it was the active one, what it held comes again.
    ///
    /// - Returns: how many messages are over the limit now.
    mutating func leave(_ worker: Int, reorder: ([Entry]) -> [Entry]) -> Int {
        guard let index = consumers.firstIndex(of: worker) else { return 0 }
        consumers.remove(at: index)
        guard index == 0 else { return 0 }
        let returned = out.map { Entry(sent: $0.entry.sent, number: $0.entry.number, returns: $0.entry.returns + 1) }
        out.removeAll()
        let over = returned.filter { $0.returns > deliveryLimit }
        parked += over.map { Parked(sent: $0.sent, reason: "delivery_limit") }
        ready = reorder(returned.filter { $0.returns <= deliveryLimit }) + ready
        return over.count
    }
}

internal import AMQP
internal import Worker

/// The worker's side of the channel on which it consumes and acknowledges.
struct RequestChannel {
    private(set) var epoch: UInt64 = 0
    private var lastTag: UInt64 = 0
    private(set) var isConsuming = false
    /// Deliveries on their way to the pipeline.
    var incoming: [Delivery] = []
    /// Acknowledgements on their way to the broker.
    private(set) var outgoing: [Acknowledgement] = []

    /// Starts to consume on a new incarnation of the channel.
    mutating func open() {
        epoch += 1
        lastTag = 0
        isConsuming = true
    }

    mutating func nextToken() -> DeliveryToken {
        lastTag += 1
        return DeliveryToken(epoch: epoch, tag: lastTag)
    }

    /// Takes acknowledgements; what belongs to an older incarnation is never sent.
    mutating func settle(_ acknowledgements: [Acknowledgement]) {
        guard isConsuming else { return }
        outgoing += acknowledgements.filter { $0.token.epoch == epoch }
    }

    mutating func takeAcknowledgement() -> Acknowledgement? { outgoing.isEmpty ? nil : outgoing.removeFirst() }

    /// The channel is gone, with all that was on its way.
    mutating func close() {
        isConsuming = false
        incoming.removeAll()
        outgoing.removeAll()
    }
}

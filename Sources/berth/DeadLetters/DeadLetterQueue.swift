import AMQP

/// Takes dead letters from their queue for a look, and gives back those that stay.
///
/// They are taken one by one without an acknowledgement; closing the channel gives back what was not acknowledged, in
/// the old order (seen with quorum queues of RabbitMQ 3.10). While a look lasts, nobody else sees these letters, and
/// each of them counts one more in `x-delivery-count`: a queue with a delivery limit would drop it in the end.
struct DeadLetterQueue {
    /// The most bytes of bodies that are held at a time.
    static let maximumBytes = 256 << 20

    private let channel: Channel
    /// The queue's name.
    let name: String

    /// Opens a channel for the look.
    init(_ connection: Connection, name: String) async throws(AMQPError) {
        channel = try await connection.openChannel()
        self.name = name
    }

    /// Takes letters from the head of the queue.
    ///
    /// - Parameter limit: the most letters.
    /// - Returns: the letters in order, and whether there may be more.
    func take(limit: Int) async throws(AMQPError) -> (letters: [DeadLetter], mayHaveMore: Bool) {
        var letters: [DeadLetter] = []
        var bytes = 0
        while letters.count < limit && bytes < Self.maximumBytes {
            guard let delivery = try await channel.get(name) else { return (letters, false) }
            bytes += delivery.body.count
            letters.append(DeadLetter(position: letters.count + 1, delivery: delivery))
        }
        return (letters, true)
    }

    /// Takes a letter out of the queue for good.
    func remove(_ letter: DeadLetter) { channel.acknowledge(letter.delivery.token) }

    /// Gives back every letter that was not removed.
    func close() async { await channel.close() }
}

/// Reads the deliveries of one queue, in batches of what has arrived.
public final class Consumer: Sendable {
    /// The name of the consumer on its channel.
    public let tag: String
    private let mailbox: ConsumerMailbox
    private let channel: Channel

    init(tag: String, mailbox: ConsumerMailbox, channel: Channel) {
        self.tag = tag
        self.mailbox = mailbox
        self.channel = channel
    }

    /// Waits until something is there and returns it: up to `max` deliveries, or what has happened to the consumer.
    ///
    /// One task reads at a time. Returns `closed` also when that task is cancelled; nothing is lost then.
    public func next(max: Int) async -> ConsumerEvent { await mailbox.next(max: max) }

    /// Ends the consumer.
    ///
    /// Deliveries that were read but not acknowledged stay with the channel, and newer messages go to the next
    /// consumer before them: to give them back in order, close the channel instead.
    public func cancel() async {
        // An error means that the consumer is gone already.
        _ = try? await channel.request(.cancel(tag: tag))
    }
}

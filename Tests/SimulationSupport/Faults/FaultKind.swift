/// What can go wrong in a simulation.
package enum FaultKind: String, CaseIterable, Sendable {
    // What the broker and the network do to requests.

    /// Deliveries are on their way when their channel goes; they come again.
    case deliveryLost
    /// Acknowledgements are on their way when the channel goes: what is done comes again.
    case acknowledgementLost
    /// What was out comes again in another order.
    case requestReordered
    /// The sender sends a request again that has arrived.
    case requestRepeated
    /// The broker ends the consumer.
    case consumerCancelled

    // What they do to what the worker publishes.

    /// Messages are lost with their channel before the broker has seen them.
    case publishLost
    /// The broker has routed messages, and their confirms are lost with the channel.
    case confirmLost
    /// Confirms come late and in another order.
    case confirmLate
    /// One confirm settles many messages.
    case confirmMultiple
    /// A queue behind the events is full: the broker refuses what the other queues have got.
    case eventQueueFull
    /// The queue of dead letters is full.
    case deadQueueFull
    /// A caller's reply queue is full.
    case replyQueueFull
    /// A caller's reply queue is gone: replies come back.
    case replyQueueGone
    /// A request names a reply address at which the broker closes the connection.
    case replyAddressForged
    /// The request queue is full: the worker's own lease ends are refused.
    case requestQueueFull
    /// The broker closes the channel of the replies or events, with a code.
    case channelClosed
    /// A connection breaks.
    case connectionLost
    /// The broker restarts: every connection is closed with code 320.
    case brokerRestarted
    /// The broker takes nothing for a while.
    case brokerBlocked

    // What the store does.

    /// A commit fails: nothing of it is stored.
    case commitFailed
    /// A commit takes long.
    case commitSlow
    /// Nobody knows whether a commit happened; it did.
    case commitUnknownApplied
    /// Nobody knows whether a commit happened; it did not.
    case commitUnknownLost
    /// The store refuses every batch that one request is in.
    case commitRefused
    /// The "about to apply" mark cannot be set.
    case markFailed
    /// A look-up of keys fails.
    case lookUpFailed
    /// A rival worker opens the store and fences the first.
    case rivalWorker

    // What happens to the process.

    /// It dies when deliveries or looked-up keys have arrived and were not decided.
    case crashBeforeDecide
    /// It dies when it has decided and nothing has left it.
    case crashAfterDecide
    /// It dies before a batch is durable.
    case crashBeforeCommit
    /// It dies when a batch is durable and nobody knows yet.
    case crashAfterCommit
    /// It dies when messages were handed over and none was sent.
    case crashBeforePublish
    /// It dies when messages were sent and not confirmed.
    case crashAfterPublish
    /// It dies when the broker's confirm is on its way.
    case crashBeforeConfirm
    /// It dies when it knows of the confirm, and the store does not.
    case crashAfterConfirm
    /// It dies before the marks of published messages are durable.
    case crashBeforeMark
    /// It dies when the marks are durable and nobody knows yet.
    case crashAfterMark
    /// It dies before the "about to apply" mark is durable.
    case crashBeforeApplyMark
    /// It dies when the "about to apply" mark is durable and nobody knows yet.
    case crashAfterApplyMark
    /// It dies before acknowledgements are sent.
    case crashBeforeAcknowledge
    /// It dies when acknowledgements were sent.
    case crashAfterAcknowledge
    /// It is told to stop, and another one starts.
    case workerStopped
    /// A message ends the process whenever it is read, or decided, or decided again.
    case poison

    // What time does.

    /// The time of day jumps ahead.
    case clockForward
    /// The time of day jumps back.
    case clockBackward
}

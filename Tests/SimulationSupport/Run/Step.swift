/// What can happen next when nothing goes wrong; the number is the place of a worker.
enum Step {
    /// A caller sends its next request.
    case send
    /// An operator sends a dead letter again.
    case replay
    /// The broker hands messages to the consumer.
    case deliver(Int)
    /// Deliveries reach the pipeline.
    case receive(Int)
    case readKeys(Int)
    case answerLookUp(Int)
    /// The store makes a batch durable.
    case makeDurable(Int)
    case tellCommitted(Int)
    /// The store makes a mark durable.
    case setMark(Int)
    case tellMarked(Int)
    /// The broker takes published messages.
    case route(Int, Lane)
    /// A confirm comes back to the client.
    case confirm(Int, Lane)
    /// The pipeline is told of outcomes.
    case tellOutcomes(Int, Lane)
    case reopen(Int, Lane)
    /// Acknowledgements reach the broker.
    case acknowledge(Int)
    case wake(Int)
    case consume(Int)
    /// The shard is loaded again, as the pipeline asked.
    case renew(Int)
    /// A worker that is done closes the store and ends.
    case close(Int)
    /// A fenced worker finds out.
    case noticeFence(Int)
    case startWorker
    /// What is full or blocked takes messages again.
    case recover
}

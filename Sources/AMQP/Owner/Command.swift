/// The number of a channel within its connection object; unlike the number on the wire it is never used twice.
typealias ChannelID = UInt64

/// What the owner thread is asked to do.
enum Command: Sendable {
    case openChannel(ChannelID, deadline: ContinuousClock.Instant, Completion)
    case request(ChannelID, PendingRequest)
    case registerPublisher(ChannelID, OutcomeMailbox)
    case publish(ChannelID, [OutgoingMessage], generation: UInt64, OutcomeMailbox)
    case publishOne(ChannelID, Publication)
    case settle(ChannelID, Settlement)
    case close(@Sendable () -> Void)
}

/// An answer to a delivery.
struct Settlement: Sendable {
    enum Kind: Sendable {
        case acknowledge(multiple: Bool)
        case reject(requeue: Bool)
        case negative(multiple: Bool, requeue: Bool)
    }

    let token: DeliveryToken
    let kind: Kind
}

/// Called once, on the owner thread; must not block.
typealias Completion = @Sendable (Result<Reply, AMQPError>) -> Void

/// What the broker answers to a request.
enum Reply: Sendable {
    case done
    case queue(DeclaredQueue)
    case count(UInt32)
    case message(Delivery?)
}

/// A request that the broker answers, each on one channel.
enum Request: Sendable {
    case closeChannel
    case selectConfirms
    case declareExchange(ExchangeDeclaration)
    case deleteExchange(name: String, ifUnused: Bool)
    case declareQueue(QueueDeclaration)
    case deleteQueue(name: String, ifUnused: Bool, ifEmpty: Bool)
    case purgeQueue(name: String)
    case bind(Binding)
    case unbind(Binding)
    case get(queue: String)
    case consume(ConsumerRecord)
    case cancel(tag: String)
}

extension Request {
    /// The method that carries the request.
    var method: UInt32 {
        switch self {
        case .closeChannel: Method.channelClose
        case .selectConfirms: Method.confirmSelect
        case .declareExchange: Method.exchangeDeclare
        case .deleteExchange: Method.exchangeDelete
        case .declareQueue: Method.queueDeclare
        case .deleteQueue: Method.queueDelete
        case .purgeQueue: Method.queuePurge
        case .bind(let binding): binding.isQueue ? Method.queueBind : Method.exchangeBind
        case .unbind(let binding): binding.isQueue ? Method.queueUnbind : Method.exchangeUnbind
        case .get: Method.basicGet
        case .consume: Method.basicConsume
        case .cancel: Method.basicCancel
        }
    }

    /// Whether sending it again after a lost connection does no harm.
    ///
    /// A second `get` would take another message.
    var isRepeatable: Bool {
        switch self {
        case .get, .cancel, .closeChannel: false
        case .selectConfirms, .declareExchange, .deleteExchange, .declareQueue, .deleteQueue, .purgeQueue, .bind,
            .unbind,
            .consume:
            true
        }
    }
}

/// A request with its deadline and whoever waits for the answer.
struct PendingRequest: Sendable {
    let request: Request
    let deadline: ContinuousClock.Instant
    let completion: Completion?
}

/// A message that waits to be sent or to be confirmed.
struct Publication: Sendable {
    let message: OutgoingMessage
    /// Set for a single publish; the others' outcomes go to the mailbox.
    var completion: (@Sendable (PublishOutcome) -> Void)?
    /// Until when a single one may wait to be sent.
    var deadline: ContinuousClock.Instant?
}

/// A consumer as it is made again after a recovery.
struct ConsumerRecord: Sendable {
    let tag: String
    let queue: String
    let prefetch: UInt16
    let noAck: Bool
    let arguments: FieldTable
    let mailbox: ConsumerMailbox
}

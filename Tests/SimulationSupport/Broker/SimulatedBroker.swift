internal import AMQP
internal import Wire
internal import Worker

/// The broker: the request queue, the queues behind events and dead letters, and the callers' reply queues.
struct SimulatedBroker {
    /// What the broker does with a published message.
    enum Routing {
        case settle(PublishOutcome)
        /// It closes the connection, as RabbitMQ does at a forged direct reply-to address.
        case closeConnection(AMQPError)
    }

    var requests: RequestQueue
    var isBlocked = false
    /// Two subscribers: the queue of the second one can be full.
    var subscribers = [Subscriber(), Subscriber()]
    var isEventQueueFull = false
    var isDeadQueueFull = false
    var isRequestQueueFull = false
    var fullReplyQueues: [String] = []
    private(set) var goneReplyQueues: [String] = []
    private(set) var deadLetters: [OutgoingMessage] = []
    private(set) var replies: [OutgoingMessage] = []
    private(set) var leaseEnds: [OutgoingMessage] = []
    /// Whether events are confirmed and not passed on, to see that it is found.
    var losesEvents = false

    init(deliveryLimit: Int) { requests = RequestQueue(deliveryLimit: deliveryLimit) }

    mutating func removeReplyQueue(_ name: String) { goneReplyQueues.append(name) }

    mutating func route(_ message: OutgoingMessage) -> Routing {
        switch message.exchange {
        case "": routeReply(message)
        case "berth.events": routeEvent(message)
        case "berth.dead": routeDeadLetter(message)
        default: routeLeaseEnd(message)
        }
    }

    private mutating func routeReply(_ message: OutgoingMessage) -> Routing {
        let queue = message.routingKey
        if queue.hasPrefix("amq.rabbitmq.reply-to.forged") {
            return .closeConnection(
                AMQPError(.connectionLost, "INTERNAL_ERROR", brokerCode: 541))
        }
        if goneReplyQueues.contains(queue) {
            return .settle(message.mandatory ? .returned(code: 312, text: "NO_ROUTE") : .confirmed)
        }
        if fullReplyQueues.contains(queue) { return .settle(.negative) }
        replies.append(message)
        return .settle(.confirmed)
    }

    private mutating func routeEvent(_ message: OutgoingMessage) -> Routing {
        if losesEvents { return .settle(.confirmed) }
        subscribers[0].receive(message)
        // One full queue makes the broker refuse the message although the other queues have it.
        if isEventQueueFull { return .settle(.negative) }
        subscribers[1].receive(message)
        return .settle(.confirmed)
    }

    private mutating func routeDeadLetter(_ message: OutgoingMessage) -> Routing {
        if isDeadQueueFull { return .settle(.negative) }
        deadLetters.append(message)
        return .settle(.confirmed)
    }

    private mutating func routeLeaseEnd(_ message: OutgoingMessage) -> Routing {
        if isRequestQueueFull { return .settle(.negative) }
        leaseEnds.append(message)
        requests.append(
            SentMessage(properties: message.properties, body: message.body, routingKey: message.routingKey))
        return .settle(.confirmed)
    }
}

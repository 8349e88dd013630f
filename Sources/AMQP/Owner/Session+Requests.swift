internal import CRabbitMQ

/// Requests as method frames.
extension Session {
    /// Sends a request.
    ///
    /// Throws `invalidArgument` or `frameTooLarge` with nothing sent.
    func send(_ request: Request, on channel: UInt16) throws(AMQPError) {
        defer { arena.reset() }
        switch request {
        case .closeChannel:
            var close = amqp_channel_close_t()
            close.reply_code = 200
            try send(Method.channelClose, on: channel, close)
        case .selectConfirms: try send(Method.confirmSelect, on: channel, amqp_confirm_select_t())
        case .declareExchange(let exchange): try declare(exchange, on: channel)
        case .deleteExchange(let name, let ifUnused):
            var delete = amqp_exchange_delete_t()
            delete.exchange = try arena.shortText(name, what: "exchange's name")
            delete.if_unused = ifUnused ? 1 : 0
            try send(Method.exchangeDelete, on: channel, delete)
        case .declareQueue(let queue): try declare(queue, on: channel)
        case .deleteQueue(let name, let ifUnused, let ifEmpty):
            var delete = amqp_queue_delete_t()
            delete.queue = try arena.shortText(name, what: "queue's name")
            delete.if_unused = ifUnused ? 1 : 0
            delete.if_empty = ifEmpty ? 1 : 0
            try send(Method.queueDelete, on: channel, delete)
        case .purgeQueue(let name):
            var purge = amqp_queue_purge_t()
            purge.queue = try arena.shortText(name, what: "queue's name")
            try send(Method.queuePurge, on: channel, purge)
        case .bind(let binding): try bind(binding, on: channel)
        case .unbind(let binding): try unbind(binding, on: channel)
        case .get(let queue):
            var get = amqp_basic_get_t()
            get.queue = try arena.shortText(queue, what: "queue's name")
            try send(Method.basicGet, on: channel, get)
        case .consume(let record): try consume(record, on: channel)
        case .cancel(let tag):
            var cancel = amqp_basic_cancel_t()
            cancel.consumer_tag = try arena.shortText(tag, what: "consumer's tag")
            try send(Method.basicCancel, on: channel, cancel)
        }
    }

    private func declare(_ exchange: ExchangeDeclaration, on channel: UInt16) throws(AMQPError) {
        var declare = amqp_exchange_declare_t()
        declare.exchange = try arena.shortText(exchange.name, what: "exchange's name")
        declare.type = try arena.shortText(exchange.kind.rawValue, what: "exchange's kind")
        declare.passive = exchange.passive ? 1 : 0
        declare.durable = exchange.durable ? 1 : 0
        declare.auto_delete = exchange.autoDelete ? 1 : 0
        declare.`internal` = exchange.isInternal ? 1 : 0
        declare.arguments = try arena.table(exchange.arguments)
        try send(Method.exchangeDeclare, on: channel, declare)
    }

    private func declare(_ queue: QueueDeclaration, on channel: UInt16) throws(AMQPError) {
        var declare = amqp_queue_declare_t()
        declare.queue = try arena.shortText(queue.name, what: "queue's name")
        declare.passive = queue.passive ? 1 : 0
        declare.durable = queue.durable ? 1 : 0
        declare.exclusive = queue.exclusive ? 1 : 0
        declare.auto_delete = queue.autoDelete ? 1 : 0
        declare.arguments = try arena.table(queue.arguments)
        try send(Method.queueDeclare, on: channel, declare)
    }

    private func bind(_ binding: Binding, on channel: UInt16) throws(AMQPError) {
        let destination = try arena.shortText(binding.destination, what: "name of the binding's destination")
        let exchange = try arena.shortText(binding.exchange, what: "exchange's name")
        let key = try arena.shortText(binding.routingKey, what: "routing key")
        let arguments = try arena.table(binding.arguments)
        if binding.isQueue {
            let bind = amqp_queue_bind_t(
                ticket: 0, queue: destination, exchange: exchange, routing_key: key, nowait: 0, arguments: arguments)
            try send(Method.queueBind, on: channel, bind)
        } else {
            let bind = amqp_exchange_bind_t(
                ticket: 0, destination: destination, source: exchange, routing_key: key, nowait: 0,
                arguments: arguments)
            try send(Method.exchangeBind, on: channel, bind)
        }
    }

    private func unbind(_ binding: Binding, on channel: UInt16) throws(AMQPError) {
        let destination = try arena.shortText(binding.destination, what: "name of the binding's destination")
        let exchange = try arena.shortText(binding.exchange, what: "exchange's name")
        let key = try arena.shortText(binding.routingKey, what: "routing key")
        let arguments = try arena.table(binding.arguments)
        if binding.isQueue {
            let unbind = amqp_queue_unbind_t(
                ticket: 0, queue: destination, exchange: exchange, routing_key: key, arguments: arguments)
            try send(Method.queueUnbind, on: channel, unbind)
        } else {
            let unbind = amqp_exchange_unbind_t(
                ticket: 0, destination: destination, source: exchange, routing_key: key, nowait: 0,
                arguments: arguments)
            try send(Method.exchangeUnbind, on: channel, unbind)
        }
    }

    /// The prefetch limit counts for consumers that come after it (RabbitMQ's `global` = false), so the two go
    /// together.
    private func consume(_ record: ConsumerRecord, on channel: UInt16) throws(AMQPError) {
        var consume = amqp_basic_consume_t()
        consume.queue = try arena.shortText(record.queue, what: "queue's name")
        consume.consumer_tag = try arena.shortText(record.tag, what: "consumer's tag")
        consume.no_ack = record.noAck ? 1 : 0
        consume.arguments = try arena.table(record.arguments)
        let limit = amqp_basic_qos_t(prefetch_size: 0, prefetch_count: record.prefetch, global: 0)
        try send(Method.basicQoS, on: channel, limit)
        try send(Method.basicConsume, on: channel, consume)
    }
}

internal import CRabbitMQ
internal import Logging

/// What the broker sends.
extension Owner {
    func handle(_ frame: amqp_frame_t) throws(AMQPError) {
        guard frame.channel != 0 else { return try handleConnection(frame) }
        guard let id = numbers[frame.channel], let channel = channels[id] else { return }
        switch frame.frame_type {
        case 1: try handle(frame.payload.method, on: channel)
        case 2:
            let header = frame.payload.properties
            guard header.class_id == 60, let decoded = header.decoded else {
                throw AMQPError(.protocolError, "the broker sent a content header of class \(header.class_id)")
            }
            let properties = decoded.assumingMemoryBound(to: amqp_basic_properties_t.self).pointee
            try channel.assembly?.header(
                MessageProperties(properties), bodySize: header.body_size, limit: configuration.maximumBodyBytes)
            completeMessage(on: channel)
        case 3:
            let part = frame.payload.body_fragment
            try channel.assembly?.append(UnsafeRawBufferPointer(start: part.bytes, count: part.len))
            completeMessage(on: channel)
        default: break
        }
    }

    private func handleConnection(_ frame: amqp_frame_t) throws(AMQPError) {
        guard frame.frame_type == 1 else { return }
        let method = frame.payload.method
        switch method.id {
        case Method.connectionClose:
            let close = try decoded(method, as: amqp_connection_close_t.self)
            let error = AMQPError.closedByBroker(
                code: close.reply_code, text: String(close.reply_text), isConnection: true)
            // The answer is a courtesy; the broker may be gone already.
            try? session?.send(Method.connectionCloseOK, on: 0, amqp_connection_close_ok_t())
            try? session?.flush()
            throw error
        case Method.connectionCloseOK: perform(machine.closeCompleted())
        case Method.connectionBlocked:
            let blocked = try decoded(method, as: amqp_connection_blocked_t.self)
            perform(machine.blocked(reason: String(blocked.reason)))
        case Method.connectionUnblocked: perform(machine.unblocked())
        default: break
        }
    }

    private func handle(_ method: amqp_method_t, on channel: ChannelState) throws(AMQPError) {
        switch method.id {
        case Method.basicDeliver, Method.basicReturn, Method.basicGetOK: try beginMessage(method, on: channel)
        case Method.basicAck:
            let ack = try decoded(method, as: amqp_basic_ack_t.self)
            channel.settle(tag: ack.delivery_tag, multiple: ack.multiple != 0, positive: true)
        case Method.basicNack:
            let nack = try decoded(method, as: amqp_basic_nack_t.self)
            channel.settle(tag: nack.delivery_tag, multiple: nack.multiple != 0, positive: false)
        case Method.basicCancel:
            let cancel = try decoded(method, as: amqp_basic_cancel_t.self)
            cancelled(tag: String(cancel.consumer_tag), on: channel)
        case Method.channelClose: try closeChannel(method, channel)
        case Method.channelFlow:
            let flow = try decoded(method, as: amqp_channel_flow_t.self)
            try session?.send(Method.channelFlowOK, on: channel.number, amqp_channel_flow_ok_t(active: flow.active))
        case Method.channelOpenOK: if channel.phase == .opening { opened(channel) }
        case Method.basicQoSOK: break
        case Method.queueDeclareOK:
            let queue = try decoded(method, as: amqp_queue_declare_ok_t.self)
            let declared = DeclaredQueue(
                name: String(queue.queue), messageCount: queue.message_count, consumerCount: queue.consumer_count)
            answer(.queue(declared), on: channel)
        case Method.queuePurgeOK:
            answer(.count(try decoded(method, as: amqp_queue_purge_ok_t.self).message_count), on: channel)
        case Method.queueDeleteOK:
            answer(.count(try decoded(method, as: amqp_queue_delete_ok_t.self).message_count), on: channel)
        case Method.basicGetEmpty: answer(.message(nil), on: channel)
        case Method.exchangeDeclareOK, Method.exchangeDeleteOK, Method.exchangeBindOK, Method.exchangeUnbindOK,
            Method.queueBindOK, Method.queueUnbindOK, Method.basicConsumeOK, Method.basicCancelOK,
            Method.confirmSelectOK, Method.channelCloseOK:
            answer(.done, on: channel)
        default: throw AMQPError(.protocolError, "the broker sent method \(String(method.id, radix: 16))")
        }
    }

    private func closeChannel(_ method: amqp_method_t, _ channel: ChannelState) throws(AMQPError) {
        let close = try decoded(method, as: amqp_channel_close_t.self)
        let error = AMQPError.closedByBroker(
            code: close.reply_code, text: String(close.reply_text), isConnection: false)
        let culprit = UInt32(close.class_id) << 16 | UInt32(close.method_id)
        try session?.send(Method.channelCloseOK, on: channel.number, amqp_channel_close_ok_t())
        closedByBroker(channel, error, method: culprit)
    }

    /// The broker has ended a consumer, because its queue is gone for instance.
    ///
    /// What it had delivered can still be read.
    private func cancelled(tag: String, on channel: ChannelState) {
        guard let reading = channel.consumers[tag] else { return }
        let queue = reading.record.queue
        logger.warning(LogMessage.consumerCancelled, metadata: ["queue": "\(queue)"])
        channel.handOver()
        reading.record.mailbox.cancel(
            reason: "the broker cancelled the consumer of queue '\(queue)'; is the queue gone?")
        channel.remove(consumer: tag)
    }

    private func decoded<Arguments>(_ method: amqp_method_t, as type: Arguments.Type) throws(AMQPError) -> Arguments {
        guard let decoded = method.decoded else {
            throw AMQPError(.protocolError, "the broker sent method \(String(method.id, radix: 16)) without arguments")
        }
        // librabbitmq decodes a method into the structure that belongs to its number.
        return decoded.assumingMemoryBound(to: Arguments.self).pointee
    }
}

/// Messages from the broker.
extension Owner {
    private func beginMessage(_ method: amqp_method_t, on channel: ChannelState) throws(AMQPError) {
        switch method.id {
        case Method.basicDeliver:
            let deliver = try decoded(method, as: amqp_basic_deliver_t.self)
            channel.assembly = MessageAssembly(
                .delivery(
                    consumerTag: String(deliver.consumer_tag), tag: deliver.delivery_tag,
                    redelivered: deliver.redelivered != 0),
                exchange: String(deliver.exchange), routingKey: String(deliver.routing_key))
        case Method.basicReturn:
            let returned = try decoded(method, as: amqp_basic_return_t.self)
            channel.assembly = MessageAssembly(
                .returned(code: returned.reply_code, text: String(returned.reply_text)),
                exchange: String(returned.exchange), routingKey: String(returned.routing_key))
        default:
            let got = try decoded(method, as: amqp_basic_get_ok_t.self)
            channel.assembly = MessageAssembly(
                .answer(tag: got.delivery_tag, redelivered: got.redelivered != 0), exchange: String(got.exchange),
                routingKey: String(got.routing_key))
        }
    }

    private func completeMessage(on channel: ChannelState) {
        guard let message = channel.assembly, message.isComplete else { return }
        channel.assembly = nil
        switch message.origin {
        case .delivery(let consumerTag, let tag, let redelivered):
            guard let reading = channel.consumers[consumerTag] else { return }
            if reading.arrived.isEmpty { channel.unread.append(reading) }
            reading.arrived.append(message.delivery(epoch: channel.epoch, tag: tag, redelivered: redelivered))
        case .answer(let tag, let redelivered):
            answer(.message(message.delivery(epoch: channel.epoch, tag: tag, redelivered: redelivered)), on: channel)
        case .returned(let code, let text):
            let isKnown = channel.tracker.returned(code: code, text: text) { $0.message.isReturned(as: message) }
            if !isKnown { logger.warning(LogMessage.unmatchedReturn, metadata: ["code": "\(code)"]) }
        }
    }
}

extension MessageAssembly {
    fileprivate func delivery(epoch: UInt64, tag: UInt64, redelivered: Bool) -> Delivery {
        Delivery(
            token: DeliveryToken(epoch: epoch, tag: tag), redelivered: redelivered, exchange: exchange,
            routingKey: routingKey, properties: properties, body: body)
    }
}

extension OutgoingMessage {
    /// Whether a returned message is this one.
    ///
    /// A return has no number, only the message itself; of two equal ones it does not matter which is meant, since
    /// the broker routes them alike.
    fileprivate func isReturned(as message: MessageAssembly) -> Bool {
        mandatory && routingKey == message.routingKey && exchange == message.exchange
            && properties.messageID == message.properties.messageID
            && properties.correlationID == message.properties.correlationID && body == message.body
    }
}

internal import CRabbitMQ
internal import Glibc

/// One TCP or TLS connection to one broker: the C handle and what is written to it.
///
/// Only the owner thread uses it.
///
/// librabbitmq reads, decodes and encodes. Writing differs: its functions wait until the socket takes everything, for
/// as long as that may be, while confirms go unread. Over TCP frames are therefore encoded into a buffer of our own and
/// written without waiting. Over TLS only librabbitmq can write; it gets a frame only when the socket has room for one.
final class Session {
    /// What came from the broker.
    enum Input {
        case frame(amqp_frame_t)
        case nothing
        case failed(AMQPError)
    }

    let handle: amqp_connection_state_t
    let arena = Arena()
    let output = OutputBuffer()
    let usesTLS: Bool
    let endpoint: BrokerURL.Endpoint
    /// As agreed with the broker, bytes.
    let frameMax: Int
    let channelMax: UInt16
    let heartbeatSeconds: Int
    let brokerProperties: BrokerProperties
    /// The number of frames that were written, to know whether a heartbeat is due.
    private(set) var framesWritten: UInt64 = 0

    init(
        handle: amqp_connection_state_t, usesTLS: Bool, endpoint: BrokerURL.Endpoint, heartbeatSeconds: Int,
        brokerProperties: BrokerProperties
    ) {
        self.handle = handle
        self.usesTLS = usesTLS
        self.endpoint = endpoint
        self.heartbeatSeconds = heartbeatSeconds
        self.brokerProperties = brokerProperties
        frameMax = Int(amqp_get_frame_max(handle))
        let agreed = amqp_get_channel_max(handle)
        channelMax = agreed <= 0 ? .max : UInt16(clamping: agreed)
    }

    deinit { amqp_destroy_connection(handle) }

    var descriptor: Int32 { amqp_get_sockfd(handle) }

    /// The next frame, without waiting for one.
    ///
    /// Its memory is valid until `release`.
    func readFrame() -> Input {
        var frame = amqp_frame_t()
        var timeout = timeval()
        let status = amqp_simple_wait_frame_noblock(handle, &frame, &timeout)
        switch status {
        case 0: return .frame(frame)
        case AMQP_STATUS_TIMEOUT.rawValue: return .nothing
        default: return .failed(Self.error(status, endpoint: endpoint))
        }
    }

    /// Gives back the memory of the frames of one channel.
    func release(channel: UInt16) {
        amqp_maybe_release_buffers_on_channel(handle, channel)
    }

    /// Sends a method frame.
    ///
    /// Throws `frameTooLarge` if it does not fit into one; nothing has been sent then.
    func send<Arguments>(_ method: UInt32, on channel: UInt16, _ arguments: Arguments) throws(AMQPError) {
        var arguments = arguments
        let status = withUnsafeMutablePointer(to: &arguments) { pointer in
            usesTLS
                ? amqp_send_method(handle, channel, method, pointer)
                : bufferMethod(method, on: channel, UnsafeMutableRawPointer(pointer))
        }
        try usesTLS ? check(status) : checkEncoded(status)
        framesWritten += 1
    }

    /// Sends a message, its body in as many frames as it needs.
    ///
    /// Throws `frameTooLarge` or `invalidArgument` with nothing sent.
    func publish(_ message: OutgoingMessage, on channel: UInt16) throws(AMQPError) {
        defer { arena.reset() }
        var publish = amqp_basic_publish_t()
        publish.exchange = try arena.shortText(message.exchange, what: "exchange's name")
        publish.routing_key = try arena.shortText(message.routingKey, what: "routing key")
        publish.mandatory = message.mandatory ? 1 : 0
        var properties = try arena.properties(message.properties)
        if usesTLS {
            try publishOverTLS(message, on: channel, publish, &properties)
        } else {
            let mark = output.mark
            do throws(AMQPError) {
                try send(Method.basicPublish, on: channel, publish)
                try checkEncoded(bufferHeader(&properties, bodySize: message.body.count, on: channel))
            } catch {
                output.truncate(to: mark)
                throw error
            }
            bufferBody(message.body, on: channel)
        }
        framesWritten += 1
    }

    /// Sends a heartbeat frame.
    func sendHeartbeat() throws(AMQPError) {
        if usesTLS {
            var frame = amqp_frame_t()
            frame.frame_type = 8
            try check(amqp_send_frame(handle, &frame))
        } else {
            bufferFrame(type: 8, channel: 0) { _ in 0 }
        }
        framesWritten += 1
    }

    /// Writes what waits, as much as the socket takes.
    func flush() throws(AMQPError) {
        guard output.count > 0 else { return }
        guard output.send(to: descriptor) else {
            throw AMQPError(.connectionLost, "writing to \(endpoint) failed: \(String(cString: strerror(errno)))")
        }
    }

    /// Whether another message may be given to the session now.
    ///
    /// Over TLS the socket is asked; Linux says that it is writable when at least a third of its buffer is free, which
    /// is more than a frame with the buffer size that the session sets.
    var hasRoom: Bool {
        guard usesTLS else { return output.count < 262_144 }
        var query = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        return poll(&query, 1, 0) == 1 && query.revents & Int16(POLLOUT) != 0
    }

    private func check(_ status: Int32) throws(AMQPError) {
        if status == 0 { return }
        throw Self.error(status, endpoint: endpoint)
    }

    /// librabbitmq has several codes for "does not fit", one of which means bad data of the peer elsewhere.
    private func checkEncoded(_ status: Int32) throws(AMQPError) {
        if status >= 0 { return }
        throw Self.error(AMQP_STATUS_TABLE_TOO_BIG.rawValue, endpoint: endpoint)
    }
}

/// Frames over TCP: type, channel, length, payload, end mark 206 (AMQP 0-9-1, section 4.2.3).
extension Session {
    private func bufferFrame(type: UInt8, channel: UInt16, _ payload: (UnsafeMutableRawPointer) -> Int) {
        let frame = output.reserve(frameMax)
        frame.storeBytes(of: type, as: UInt8.self)
        frame.storeBytes(of: channel.bigEndian, toByteOffset: 1, as: UInt16.self)
        let size = payload(frame + 7)
        frame.storeBytes(of: UInt32(size).bigEndian, toByteOffset: 3, as: UInt32.self)
        frame.storeBytes(of: 206, toByteOffset: 7 + size, as: UInt8.self)
        output.commit(size + 8)
    }

    private func bufferMethod(_ method: UInt32, on channel: UInt16, _ arguments: UnsafeMutableRawPointer) -> Int32 {
        let mark = output.mark
        var status: Int32 = 0
        bufferFrame(type: 1, channel: channel) { payload in
            payload.storeBytes(of: method.bigEndian, as: UInt32.self)
            status = amqp_encode_method(method, arguments, amqp_bytes_t(len: frameMax - 12, bytes: payload + 4))
            return 4 + Int(max(status, 0))
        }
        if status < 0 { output.truncate(to: mark) }
        return min(status, 0)
    }

    private func bufferHeader(_ properties: inout amqp_basic_properties_t, bodySize: Int, on channel: UInt16) -> Int32 {
        var status: Int32 = 0
        bufferFrame(type: 2, channel: channel) { payload in
            payload.storeBytes(of: UInt16(60).bigEndian, as: UInt16.self)
            payload.storeBytes(of: 0, toByteOffset: 2, as: UInt16.self)
            payload.storeBytes(of: UInt64(bodySize).bigEndian, toByteOffset: 4, as: UInt64.self)
            let room = amqp_bytes_t(len: frameMax - 20, bytes: payload + 12)
            status = amqp_encode_properties(60, &properties, room)
            return 12 + Int(max(status, 0))
        }
        return min(status, 0)
    }

    private func bufferBody(_ body: [UInt8], on channel: UInt16) {
        // The pointer stays inside the closure; what is written is copied into the buffer.
        body.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let part = rest.prefix(frameMax - 8)
                rest = rest.dropFirst(part.count)
                bufferFrame(type: 3, channel: channel) { payload in
                    UnsafeMutableRawBufferPointer(start: payload, count: part.count).copyBytes(from: part)
                    return part.count
                }
            }
        }
    }

    /// The header is encoded once for its size: librabbitmq would have sent the method before it found the header too
    /// large.
    private func publishOverTLS(
        _ message: OutgoingMessage, on channel: UInt16, _ publish: amqp_basic_publish_t,
        _ properties: inout amqp_basic_properties_t
    ) throws(AMQPError) {
        let room = amqp_bytes_t(len: frameMax - 20, bytes: arena.allocate(frameMax))
        try checkEncoded(amqp_encode_properties(60, &properties, room))
        // librabbitmq only reads the body, and is done with it when the call returns.
        let status = message.body.withUnsafeBytes { body in
            let bytes = amqp_bytes_t(len: body.count, bytes: UnsafeMutableRawPointer(mutating: body.baseAddress))
            return amqp_basic_publish(
                handle, channel, publish.exchange, publish.routing_key, publish.mandatory, 0, &properties, bytes)
        }
        try check(status)
    }
}

extension Session {
    /// The error for a status of librabbitmq.
    static func error(_ status: Int32, endpoint: BrokerURL.Endpoint) -> AMQPError {
        let text = String(cString: amqp_error_string2(status))
        switch amqp_status_enum(rawValue: status) {
        case AMQP_STATUS_TABLE_TOO_BIG:
            return AMQPError(.frameTooLarge, "properties and headers do not fit into one frame; nothing was sent")
        case AMQP_STATUS_BAD_AMQP_DATA where status < 0:
            return AMQPError(.protocolError, "\(endpoint): \(text)")
        case AMQP_STATUS_TIMEOUT: return AMQPError(.timeout, "\(endpoint): no answer in time")
        case AMQP_STATUS_HOSTNAME_RESOLUTION_FAILED:
            return AMQPError(.connectionRefused, "\(endpoint): the host's name cannot be resolved")
        case AMQP_STATUS_SSL_ERROR, AMQP_STATUS_SSL_HOSTNAME_VERIFY_FAILED, AMQP_STATUS_SSL_PEER_VERIFY_FAILED,
            AMQP_STATUS_SSL_CONNECTION_FAILED:
            return AMQPError(.tlsFailed, "\(endpoint): \(text)")
        default: return AMQPError(.connectionLost, "\(endpoint): \(text)")
        }
    }
}

internal import CRabbitMQ
internal import Glibc

/// Connecting and logging in. Both wait, each at most for the connect time-out.
extension Session {
    static func open(_ endpoint: BrokerURL.Endpoint, _ configuration: ConnectionConfiguration) throws(AMQPError)
        -> Session
    {
        guard let handle = amqp_new_connection() else { throw AMQPError(.limitReached, "no memory for a connection") }
        do throws(AMQPError) {
            let usesTLS = configuration.url.usesTLS
            let socket = usesTLS ? try tlsSocket(handle, configuration.tls) : amqp_tcp_socket_new(handle)
            guard let socket else { throw AMQPError(.limitReached, "no memory for a socket") }
            var timeout = timeval(configuration.connectTimeout)
            let status = amqp_socket_open_noblock(socket, endpoint.host, Int32(endpoint.port), &timeout)
            guard status == 0 else { throw refused(status, endpoint) }
            prepare(amqp_get_sockfd(handle), configuration)
            amqp_set_handshake_timeout(handle, &timeout)
            try login(handle, endpoint, configuration)
            return try established(handle, endpoint, configuration)
        } catch {
            amqp_destroy_connection(handle)
            throw error
        }
    }

    /// From here on heartbeats are the owner's: librabbitmq would write them into the middle of our frames.
    private static func established(
        _ handle: amqp_connection_state_t, _ endpoint: BrokerURL.Endpoint, _ configuration: ConnectionConfiguration
    ) throws(AMQPError) -> Session {
        let heartbeat = Int(amqp_get_heartbeat(handle))
        let frameMax = amqp_get_frame_max(handle)
        // Some librabbitmq versions crash on a tiny frame_max of a hostile peer; the standard's minimum is 4096.
        guard frameMax >= 4096 else { throw AMQPError(.protocolError, "\(endpoint) wants frames of \(frameMax) bytes") }
        amqp_tune_connection(handle, amqp_get_channel_max(handle), frameMax, 0)
        let table = amqp_get_server_properties(handle).map { FieldTable($0.pointee) } ?? [:]
        return Session(
            handle: handle, usesTLS: configuration.url.usesTLS, endpoint: endpoint, heartbeatSeconds: heartbeat,
            brokerProperties: BrokerProperties(table))
    }

    private static func login(
        _ handle: amqp_connection_state_t, _ endpoint: BrokerURL.Endpoint, _ configuration: ConnectionConfiguration
    ) throws(AMQPError) {
        let arena = Arena()
        var properties = try arena.table(clientProperties(name: configuration.name))
        let url = configuration.url
        let reply = crabbitmq_login_plain(
            handle, url.virtualHost, 0, Int32(configuration.frameMaxBytes), Int32(configuration.heartbeatSeconds),
            &properties, url.user, url.password)
        switch reply.reply_type {
        case AMQP_RESPONSE_NORMAL: return
        case AMQP_RESPONSE_SERVER_EXCEPTION where reply.reply.id == Method.connectionClose:
            guard let close = reply.reply.decoded?.assumingMemoryBound(to: amqp_connection_close_t.self).pointee else {
                throw AMQPError(.protocolError, "\(endpoint) closed the connection without a reason")
            }
            var acknowledgement = amqp_connection_close_ok_t()
            let text = String(close.reply_text)
            _ = amqp_send_method(handle, 0, Method.connectionCloseOK, &acknowledgement)
            throw AMQPError.closedByBroker(code: close.reply_code, text: text, isConnection: true)
        default:
            let error = Session.error(reply.library_error, endpoint: endpoint)
            throw AMQPError(error.code, "logging in failed: \(error.message)")
        }
    }

    private static func clientProperties(name: String) -> FieldTable {
        var properties: FieldTable = [
            "product": "Berth AMQP client", "platform": "Swift",
            "capabilities": .table([
                "publisher_confirms": true, "consumer_cancel_notify": true, "basic.nack": true,
                "connection.blocked": true, "authentication_failure_close": true, "exchange_exchange_bindings": true,
            ]),
        ]
        if !name.isEmpty { properties["connection_name"] = .string(name) }
        return properties
    }

    private static func tlsSocket(
        _ handle: amqp_connection_state_t, _ tls: TLSConfiguration
    ) throws(AMQPError) -> OpaquePointer? {
        guard let socket = amqp_ssl_socket_new(handle) else { return nil }
        amqp_ssl_socket_set_verify_peer(socket, tls.verifyPeer ? 1 : 0)
        amqp_ssl_socket_set_verify_hostname(socket, tls.verifyHostname ? 1 : 0)
        _ = amqp_ssl_socket_set_ssl_versions(socket, AMQP_TLSv1_2, AMQP_TLSvLATEST)
        if let file = tls.caFile ?? TLSConfiguration.systemAuthorities.first(where: { access($0, R_OK) == 0 }) {
            guard amqp_ssl_socket_set_cacert(socket, file) == 0 else {
                throw AMQPError(.tlsFailed, "the file of authorities '\(file)' cannot be used; it must be PEM")
            }
        } else if tls.verifyPeer {
            throw AMQPError(.tlsFailed, "no authorities to trust are known; set a file of authorities")
        }
        switch (tls.certificateFile, tls.keyFile) {
        case (nil, nil): break
        case (let certificate?, let key?):
            guard amqp_ssl_socket_set_key(socket, certificate, key) == 0 else {
                throw AMQPError(
                    .tlsFailed, "certificate '\(certificate)' and key '\(key)' cannot be used; both must be PEM")
            }
        default: throw AMQPError(.invalidArgument, "a client certificate needs both a certificate file and a key file")
        }
        return socket
    }

    /// Bounds how long written data may go unacknowledged, and gives the socket room for a whole frame.
    private static func prepare(_ descriptor: Int32, _ configuration: ConnectionConfiguration) {
        var milliseconds = UInt32(clamping: max(Int64(configuration.heartbeatSeconds) * 3, 30) * 1000)
        setsockopt(
            descriptor, Int32(IPPROTO_TCP), TCP_USER_TIMEOUT, &milliseconds, socklen_t(MemoryLayout<UInt32>.size))
        guard configuration.url.usesTLS else { return }
        var size = Int32(clamping: configuration.frameMaxBytes * 4)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &size, socklen_t(MemoryLayout<Int32>.size))
    }

    private static func refused(_ status: Int32, _ endpoint: BrokerURL.Endpoint) -> AMQPError {
        let error = Session.error(status, endpoint: endpoint)
        return error.code == .connectionLost
            ? AMQPError(.connectionRefused, "\(endpoint) does not accept connections; is the broker running?") : error
    }
}

extension timeval {
    /// A duration in seconds and microseconds.
    init(_ duration: Duration) {
        let parts = duration.components
        self.init(tv_sec: Int(clamping: parts.seconds), tv_usec: Int(parts.attoseconds / 1_000_000_000_000))
    }
}

public import GRPCCore
internal import Synchronization
internal import Wire

/// gRPC over the message broker: with it, `GRPCClient` and the generated stubs call the tracker.
///
/// Calls are unary. Each has an idempotency key, given as metadata (`Metadata.requestKey`) or made here, and keeps it
/// however often it is sent; each ends at its deadline at the latest, and has one. See `docs/client-library.md`.
public final class BusTransport: ClientTransport {
    /// Bodies of requests and replies.
    public typealias Bytes = [UInt8]

    /// The bus underneath, for what gRPC has no form for: casts, rehearsals, requests in JSON.
    public let bus: Bus
    /// Used by gRPC where a call brings its own policy; the policies of `configuration` are not gRPC's.
    public let retryThrottle: RetryThrottle?
    private let policies: MethodPolicies
    private let streams = Mutex(OpenStreams())

    /// A transport that connects when its client runs.
    ///
    /// - Parameters:
    ///   - configuration: the broker, and how it is used.
    ///   - serviceConfig: deadlines and retry policies per method, service or for all. Where it names no retry policy
    ///     for a method, `BusTransport.defaultRetryPolicy` counts; where it names no time, the bus' own.
    public init(_ configuration: BusConfiguration, serviceConfig: ServiceConfig = ServiceConfig()) {
        bus = Bus(configuration)
        policies = MethodPolicies(serviceConfig, timeout: configuration.timeout)
        retryThrottle = serviceConfig.retryThrottling.map { RetryThrottle(policy: $0) }
    }

    /// What the broker did not take is sent up to four times, under the same key, while there is time.
    public static let defaultRetryPolicy = RetryPolicy(
        maxAttempts: 4, initialBackoff: .milliseconds(200), maxBackoff: .seconds(5), backoffMultiplier: 2,
        retryableStatusCodes: [.unavailable])

    /// Connects and stays connected until shutdown or cancellation; connects again after a loss.
    ///
    /// Never throws: a broker that cannot be reached is tried again, and calls say so meanwhile.
    public func connect() async throws { await bus.run() }

    /// Takes no more calls, and closes the connection when those under way have ended.
    public func beginGracefulShutdown() {
        if streams.withLock({ $0.shutDown() }) { bus.stop() }
    }

    /// Opens the stream of one call.
    ///
    /// - Throws: `FAILED_PRECONDITION` after shutdown, `UNIMPLEMENTED` for streaming calls and other services.
    public func withStream<Value: Sendable>(
        descriptor: MethodDescriptor, options: CallOptions,
        _ closure: (_ stream: RPCStream<Inbound, Outbound>, _ context: ClientContext) async throws -> Value
    ) async throws -> Value {
        guard streams.withLock({ $0.open() }) else {
            throw RPCError(code: .failedPrecondition, message: "The client has been shut down.")
        }
        defer { if streams.withLock({ $0.close() }) { bus.stop() } }
        let method = try Self.method(descriptor)
        let outgoing = AsyncThrowingStream.makeStream(of: RPCRequestPart<[UInt8]>.self)
        let incoming = IncomingParts(outgoing: outgoing.stream) { [self] request throws(RPCError) in
            try await call(method, request, descriptor, options)
        }
        let stream = RPCStream(
            descriptor: descriptor, inbound: Inbound(wrapping: incoming),
            outbound: Outbound(wrapping: OutgoingParts(continuation: outgoing.continuation)))
        let context = ClientContext(
            descriptor: descriptor, remotePeer: "amqp:\(bus.configuration.exchange)",
            localPeer: "amqp:\(bus.configuration.application)")
        defer { outgoing.continuation.finish() }
        return try await closure(stream, context)
    }

    /// The time limits of a method.
    ///
    /// Retry policies are not in it: this transport repeats by itself, so that the key stays the same.
    public func config(forMethod descriptor: MethodDescriptor) -> MethodConfig? { policies.forGRPC(descriptor) }

    // MARK: - One call

    private static func method(_ descriptor: MethodDescriptor) throws(RPCError) -> Wire.Method {
        if let type = descriptor.type, type != .unary { throw UnaryRequest.notUnary }
        do throws(WireError) {
            return try Wire.Method(path: "/\(descriptor.fullyQualifiedMethod)")
        } catch {
            throw RPCError(
                code: .unimplemented,
                message: "\(descriptor.fullyQualifiedMethod) is no method of \(Wire.Method.service).")
        }
    }

    private func call(
        _ method: Wire.Method, _ unary: UnaryRequest, _ descriptor: MethodDescriptor, _ options: CallOptions
    ) async throws(RPCError) -> [RPCResponsePart<[UInt8]>] {
        let request = try request(method, unary, descriptor, options)
        switch await bus.call(request) {
        case .ended(let ending): throw RPCError(ending, of: request)
        case .unreadable(let error): throw RPCError(error, of: request)
        case .answered(let reply):
            try Self.check(reply.body.count, atMost: options.maxResponseMessageBytes, "answer")
            return ReplyParts(reply, to: request).parts
        }
    }

    private func request(
        _ method: Wire.Method, _ unary: UnaryRequest, _ descriptor: MethodDescriptor, _ options: CallOptions
    ) throws(RPCError) -> BusRequest {
        try Self.check(unary.message.count, atMost: options.maxRequestMessageBytes, "request")
        let head = try CallHead(unary.metadata)
        let key = try Self.key(head, options)
        var request = BusRequest(
            method, body: unary.message, contentType: .protobuf, host: try Self.host(method, unary.message), key: key)
        request.shard = head.shard
        request.headers = head.headers
        request.timeout = head.timeout ?? options.timeout
        request.waitsForBroker = options.waitForReady ?? false
        request.repeats = policies.repeats(descriptor, isGRPCs: options.executionPolicy != nil)
        return request
    }

    /// The caller's key, or a new one.
    ///
    /// A policy that gRPC itself carries out opens a stream for each attempt; keys made here would differ, and one call
    /// could have two effects.
    private static func key(_ head: CallHead, _ options: CallOptions) throws(RPCError) -> String {
        if let key = head.key {
            do throws(WireError) {
                return try IdempotencyKey(key).value
            } catch {
                throw RPCError(code: .invalidArgument, message: "\(Metadata.requestKeyName): \(error.message)")
            }
        }
        guard options.executionPolicy == nil else {
            throw RPCError(
                code: .invalidArgument,
                message: """
                    A call with a policy of its own needs its own key, or each attempt would have one: add \
                    Metadata.requestKey() to its metadata, or give the policy to the transport.
                    """)
        }
        return Metadata.newRequestKey()
    }

    private static func host(_ method: Wire.Method, _ message: [UInt8]) throws(RPCError) -> String? {
        guard method.namesHost else { return nil }
        let host = HostField.read(message) ?? ""
        do throws(WireError) {
            try HostName.check(host)
        } catch {
            throw RPCError(code: .invalidArgument, message: error.message)
        }
        return host
    }

    private static func check(_ count: Int, atMost limit: Int?, _ what: String) throws(RPCError) {
        guard let limit, count > limit else { return }
        throw RPCError(
            code: .resourceExhausted, message: "The \(what) has \(count) bytes; this call allows \(limit).")
    }
}

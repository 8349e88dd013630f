public import AMQP
public import SwiftProtobuf
public import Wire

/// A request that is ready to be sent: encoded, addressed and with its key.
public struct BusRequest: Sendable {
    /// What is asked for.
    public var method: Wire.Method
    /// The routing key; nil: the request goes to a shard's queue.
    public var host: String?
    /// The shard that gets a request without a host; nil: the one that the bus is configured with.
    public var shard: String?
    /// The request, in the form that `contentType` names.
    public var body: [UInt8]
    /// The form of the body.
    public var contentType: ContentType
    /// The idempotency key: 1 to 128 visible ASCII characters.
    public var key: String
    /// Asks what would happen; applies nothing.
    public var rehearse = false
    /// True: nobody waits for a reply.
    public var isCast = false
    /// How long an answer is waited for; nil: as long as the bus is configured to wait.
    public var timeout: Duration?
    /// Headers of the caller's own: gRPC metadata, and W3C trace context.
    public var headers = FieldTable()
    /// When it is sent again.
    public var repeats = RepeatPolicy.never
    /// False: it ends at once when the broker cannot be reached, instead of waiting for it.
    public var waitsForBroker = true

    /// Encodes a request in protobuf.
    ///
    /// - Throws: `notEncodable`.
    public init(
        _ method: Wire.Method, _ message: some SwiftProtobuf.Message, host: String?, key: String, rehearse: Bool = false
    ) throws(BusError) {
        do throws(WireError) {
            body = try MessageCodec(.protobuf).encode(message)
        } catch {
            throw BusError(.notEncodable, "The request cannot be encoded: \(error.message)")
        }
        self.method = method
        self.host = host
        self.key = key
        self.rehearse = rehearse
        contentType = .protobuf
    }

    /// Takes a body that is encoded already.
    public init(_ method: Wire.Method, body: [UInt8], contentType: ContentType, host: String?, key: String) {
        self.method = method
        self.body = body
        self.contentType = contentType
        self.host = host
        self.key = key
    }
}

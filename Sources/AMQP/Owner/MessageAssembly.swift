/// Puts a message together from the frames in which it comes: method, header, bodies.
struct MessageAssembly {
    /// Which method announced the message.
    enum Origin {
        case delivery(consumerTag: String, tag: UInt64, redelivered: Bool)
        case answer(tag: UInt64, redelivered: Bool)
        case returned(code: UInt16, text: String)
    }

    let origin: Origin
    let exchange: String
    let routingKey: String
    private(set) var properties = MessageProperties()
    private(set) var body: [UInt8] = []
    private var bodySize: UInt64?

    init(_ origin: Origin, exchange: String, routingKey: String) {
        self.origin = origin
        self.exchange = exchange
        self.routingKey = routingKey
    }

    /// Whether everything is there.
    var isComplete: Bool { bodySize == UInt64(body.count) }

    /// Takes the header.
    ///
    /// Throws `protocolError` for a second one or a body over the limit.
    mutating func header(_ properties: MessageProperties, bodySize: UInt64, limit: UInt64) throws(AMQPError) {
        guard self.bodySize == nil else { throw AMQPError(.protocolError, "the broker sent a second content header") }
        guard bodySize <= limit else {
            throw AMQPError(.limitReached, "the broker announced a body of \(bodySize) bytes; the limit is \(limit)")
        }
        self.properties = properties
        self.bodySize = bodySize
        // Reserved is only what is likely to come: the size is the peer's word.
        body.reserveCapacity(Int(min(bodySize, 1_048_576)))
    }

    /// Takes a part of the body.
    ///
    /// Throws `protocolError` for more than was announced.
    mutating func append(_ part: UnsafeRawBufferPointer) throws(AMQPError) {
        guard let bodySize, UInt64(body.count) + UInt64(part.count) <= bodySize else {
            throw AMQPError(.protocolError, "the broker sent more of a body than it announced")
        }
        body.append(contentsOf: part)
    }
}

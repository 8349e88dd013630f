internal import AMQP
internal import GRPCCore
internal import Wire

/// What gRPC gets of a reply, in its order.
struct ReplyParts {
    let parts: [RPCResponsePart<[UInt8]>]

    /// The parts of an answer: for a yes metadata, message and status, for a no the status alone.
    init(_ reply: BusReply, to request: BusRequest) {
        var metadata = Metadata.requestKey(request.key)
        for entry in reply.headers { Self.add(entry.value, entry.key, to: &metadata) }
        guard let code = Status.Code(rawValue: Int(reply.code.rawValue)), code != .ok else {
            parts = [.metadata(metadata), .message(reply.body), .status(Status(code: .ok, message: ""), [:])]
            return
        }
        parts = [.status(Status(code: code, message: reply.message), metadata)]
    }

    private static func add(_ value: FieldValue, _ name: String, to metadata: inout Metadata) {
        let name = name.lowercased()
        // The status travels beside the metadata.
        guard name != HeaderName.status, name != HeaderName.statusMessage else { return }
        switch value {
        case .bytes(let bytes), .longString(let bytes):
            if name.hasSuffix("-bin") {
                metadata.addBinary(bytes, forKey: name)
            } else if let text = value.text {
                metadata.addString(text, forKey: name)
            }
        case .boolean(let isTrue): metadata.addString(isTrue ? "true" : "false", forKey: name)
        default:
            if let text = value.text ?? value.integer.map(String.init) { metadata.addString(text, forKey: name) }
        }
    }
}

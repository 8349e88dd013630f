internal import AMQP
internal import GRPCCore
internal import Wire

/// What a call's metadata say to this client, and what travels on as headers.
struct CallHead: Sendable {
    /// The idempotency key that the caller gave.
    var key: String?
    /// The shard that a request without a host goes to.
    var shard: String?
    /// How much time the call has left.
    var timeout: Duration?
    /// The caller's own metadata.
    var headers = FieldTable()

    /// Sorts metadata.
    ///
    /// - Throws: `INVALID_ARGUMENT` for names that are Berth's own and not the caller's to set, and for what a header
    ///   table cannot carry.
    init(_ metadata: Metadata) throws(RPCError) {
        for (key, value) in metadata {
            let name = key.lowercased()
            switch name {
            case Metadata.requestKeyName: self.key = try Self.text(value, name)
            case Metadata.shardName: shard = try Self.text(value, name)
            case HeaderName.timeout: timeout = try Self.timeout(value)
            default:
                // gRPC's own other headers speak of one hop of a transport that is not used here.
                if name.hasPrefix("grpc-") { continue }
                try Self.check(name)
                headers[name] = try Self.joined(headers[name], value, name)
            }
        }
    }

    private static func check(_ name: String) throws(RPCError) {
        if name == HeaderName.rehearse {
            throw RPCError(
                code: .invalidArgument,
                message: "A rehearsal answers with another message than its call: ask for it with Bus.call.")
        }
        guard !name.hasPrefix("berth-"), name != HeaderName.timestampMilliseconds else {
            throw RPCError(code: .invalidArgument, message: "The metadata name \(name) is Berth's own.")
        }
        guard name.utf8.count <= 255 else {
            throw RPCError(code: .invalidArgument, message: "A metadata name has more than 255 bytes.")
        }
    }

    /// Texts under one name are joined as in HTTP; a header table has each name once.
    private static func joined(
        _ earlier: FieldValue?, _ value: Metadata.Value, _ name: String
    ) throws(RPCError) -> FieldValue {
        switch (earlier, value) {
        case (nil, .string(let text)): return .string(text)
        case (nil, .binary(let bytes)): return .bytes(bytes)
        case (let earlier?, .string(let text)):
            if let first = earlier.text { return .string("\(first),\(text)") }
        case (_?, .binary): break
        }
        throw RPCError(
            code: .invalidArgument, message: "The metadata name \(name) occurs twice; binary values cannot be joined.")
    }

    private static func timeout(_ value: Metadata.Value) throws(RPCError) -> Duration {
        let text = try text(value, HeaderName.timeout)
        do throws(WireError) {
            return try GRPCTimeout.parse(text)
        } catch {
            throw RPCError(code: .invalidArgument, message: error.message)
        }
    }

    private static func text(_ value: Metadata.Value, _ name: String) throws(RPCError) -> String {
        guard case .string(let text) = value else {
            throw RPCError(code: .invalidArgument, message: "The metadata \(name) must be text.")
        }
        return text
    }
}

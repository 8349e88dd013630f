public import GRPCCore
public import Wire

extension RPCError {
    /// Why a call was refused, typed: reason, fields that broke their rule, what falls short, what is held already.
    ///
    /// Nil when nothing but code and message is known, as after a deadline that passed here.
    ///
    /// - Throws: `malformedStatus` when the answer carried details that cannot be read.
    public func statusDetails() throws(WireError) -> StatusDetails? {
        guard let bytes = metadata[binaryValues: HeaderName.statusDetails].first(where: { _ in true }) else {
            return nil
        }
        return try StatusDetails(headerBytes: bytes)
    }

    /// The idempotency key of the call, to send it again or to ask what became of it; nil: it is not known.
    public var requestKey: String? { metadata.requestKey }
}

extension RPCError.Code {
    /// The code of a status; nil for OK.
    init?(_ code: StatusCode) {
        guard let status = Status.Code(rawValue: Int(code.rawValue)) else { return nil }
        self.init(status)
    }
}

extension StatusCode {
    /// The status of gRPC.
    init(_ code: Status.Code) { self.init(received: Int64(code.rawValue)) }
}

/// How large and how deep a body may be.
public struct CodecLimits: Sendable, Hashable {
    /// Most bytes of the body of any request but `AuditNode`.
    public var requestBytes: Int
    /// Most bytes of the body of `AuditNode`, which lists a whole node: room for 10,000 instances.
    public var auditBytes: Int
    /// Most messages within messages, the outermost counted.
    public var nesting: Int

    /// Makes limits; the defaults are those that the wire protocol promises to callers.
    public init(requestBytes: Int = 1 << 20, auditBytes: Int = 16 << 20, nesting: Int = 32) {
        precondition(requestBytes > 0 && auditBytes > 0 && nesting > 0, "every limit of the codec must be positive")
        self.requestBytes = requestBytes
        self.auditBytes = auditBytes
        self.nesting = nesting
    }

    /// Most bytes of the body of a request.
    public func bodyBytes(of method: Method) -> Int {
        method == .auditNode ? auditBytes : requestBytes
    }
}

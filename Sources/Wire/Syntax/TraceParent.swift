/// The `traceparent` header of W3C Trace Context.
public struct TraceParent: Sendable, Hashable, CustomStringConvertible {
    /// The trace, 32 lower-case hexadecimal digits, not all zero.
    public let traceID: String
    /// The caller's span, 16 lower-case hexadecimal digits, not all zero.
    public let parentID: String
    /// The flags; bit 0: sampled.
    public let flags: UInt8

    /// Makes a header of its parts.
    ///
    /// - Throws: `malformedTraceParent` if an id has the wrong length, other digits, or only zeros.
    public init(traceID: String, parentID: String, flags: UInt8 = 1) throws(WireError) {
        guard TraceParent.isID(traceID.utf8, digits: 32), TraceParent.isID(parentID.utf8, digits: 16) else {
            throw TraceParent.malformed
        }
        self.traceID = traceID
        self.parentID = parentID
        self.flags = flags
    }

    /// Reads a header: version 00 exactly, a later version by the parts that it shares with 00.
    ///
    /// - Throws: `malformedTraceParent`; the caller then starts a trace of its own, as the standard says.
    public init(_ text: String) throws(WireError) {
        let bytes = Array(text.utf8)
        let dash = UInt8(ascii: "-")
        guard bytes.count >= 55, bytes[2] == dash, bytes[35] == dash, bytes[52] == dash,
            let version = TraceParent.byte(bytes[0], bytes[1]), version != 0xFF,
            bytes.count == 55 || (version > 0 && bytes[55] == dash),
            let flags = TraceParent.byte(bytes[53], bytes[54])
        else { throw TraceParent.malformed }
        try self.init(
            traceID: String(decoding: bytes[3..<35], as: UTF8.self),
            parentID: String(decoding: bytes[36..<52], as: UTF8.self), flags: flags)
    }

    /// The header's value, in version 00.
    public var description: String {
        let digits = [Hexadecimal.lower[Int(flags >> 4)], Hexadecimal.lower[Int(flags & 15)]]
        return "00-\(traceID)-\(parentID)-\(String(decoding: digits, as: UTF8.self))"
    }

    /// True if the caller records this trace.
    public var isSampled: Bool { flags & 1 == 1 }

    private static func byte(_ high: UInt8, _ low: UInt8) -> UInt8? {
        guard let high = Hexadecimal.lowerValue(of: high), let low = Hexadecimal.lowerValue(of: low) else { return nil }
        return high << 4 | low
    }

    private static func isID(_ bytes: some Collection<UInt8>, digits: Int) -> Bool {
        bytes.count == digits && bytes.allSatisfy { Hexadecimal.lowerValue(of: $0) != nil }
            && bytes.contains { $0 != UInt8(ascii: "0") }
    }

    private static let malformed = WireError(
        .malformedTraceParent,
        "traceparent must look like 00-<32 hex digits>-<16 hex digits>-<2 hex digits>, lower case")
}

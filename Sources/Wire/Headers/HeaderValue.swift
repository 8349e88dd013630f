/// A header's value as this module writes and reads it, independent of the transport's own types.
public enum HeaderValue: Sendable, Hashable {
    /// Text.
    case string(String)
    /// A whole number.
    case integer(Int64)
    /// True or false.
    case boolean(Bool)
    /// Bytes, of the headers whose name ends in `-bin`.
    case bytes([UInt8])
}

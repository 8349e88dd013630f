/// One value of a field table, of any type that AMQP 0-9-1 or RabbitMQ knows.
///
/// Source: RabbitMQ's errata of AMQP 0-9-1, section 3 (field types).
public enum FieldValue: Sendable, Hashable {
    /// Type `t`.
    case boolean(Bool)
    /// Type `b`.
    case int8(Int8)
    /// Type `B`.
    case uint8(UInt8)
    /// Type `s`.
    case int16(Int16)
    /// Type `u`.
    case uint16(UInt16)
    /// Type `I`.
    case int32(Int32)
    /// Type `i`.
    case uint32(UInt32)
    /// Type `l`.
    case int64(Int64)
    /// Type `L`, which RabbitMQ 3.10 does not accept in a message; readable from other clients' tables.
    case uint64(UInt64)
    /// Type `f`.
    case float(Float)
    /// Type `d`.
    case double(Double)
    /// Type `D`: `value` divided by ten to the power of `scale`.
    case decimal(scale: UInt8, value: UInt32)
    /// Type `S` that is valid UTF-8.
    case string(String)
    /// Type `S` that is not valid UTF-8.
    case longString([UInt8])
    /// Type `T`: seconds since 1970.
    case timestamp(UInt64)
    /// Type `F`.
    case table(FieldTable)
    /// Type `A`.
    case array([FieldValue])
    /// Type `x`.
    case bytes([UInt8])
    /// Type `V`.
    case void
}

extension FieldValue {
    /// How deep tables and arrays may be nested: deeper input is cut off, deeper output refused.
    public static let maximumDepth = 32

    /// The text, if this is a string of either kind that is valid UTF-8.
    public var text: String? {
        switch self {
        case .string(let text): text
        case .longString(let bytes), .bytes(let bytes): String(validating: bytes, as: UTF8.self)
        default: nil
        }
    }

    /// The whole number, whatever its width, if it fits.
    public var integer: Int64? {
        switch self {
        case .int8(let value): Int64(value)
        case .uint8(let value): Int64(value)
        case .int16(let value): Int64(value)
        case .uint16(let value): Int64(value)
        case .int32(let value): Int64(value)
        case .uint32(let value): Int64(value)
        case .int64(let value): value
        case .uint64(let value): Int64(exactly: value)
        case .timestamp(let value): Int64(exactly: value)
        default: nil
        }
    }

    /// The truth value, if this is one.
    public var boolean: Bool? {
        if case .boolean(let value) = self { value } else { nil }
    }

    /// The nested table, if this is one.
    public var table: FieldTable? {
        if case .table(let value) = self { value } else { nil }
    }

    /// The elements, if this is an array.
    public var array: [FieldValue]? {
        if case .array(let value) = self { value } else { nil }
    }
}

extension FieldValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral {
    /// A string of type `S`.
    public init(stringLiteral value: String) { self = .string(value) }

    /// A value of type `t`.
    public init(booleanLiteral value: Bool) { self = .boolean(value) }

    /// A whole number of type `l`, which is what RabbitMQ expects of queue arguments.
    public init(integerLiteral value: Int64) { self = .int64(value) }
}

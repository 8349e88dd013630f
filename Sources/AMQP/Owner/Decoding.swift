internal import CRabbitMQ

/// librabbitmq's C values as Swift values. The C memory is borrowed: everything is copied.
extension String {
    /// The text; bytes that are not UTF-8 become U+FFFD.
    init(_ bytes: amqp_bytes_t) {
        self.init(
            decoding: UnsafeRawBufferPointer(start: bytes.bytes, count: bytes.bytes == nil ? 0 : bytes.len),
            as: UTF8.self)
    }
}

extension amqp_bytes_t {
    var array: [UInt8] {
        [UInt8](UnsafeRawBufferPointer(start: bytes, count: bytes == nil ? 0 : len))
    }
}

extension FieldTable {
    /// A received table; what is nested deeper than can be sent again, `FieldValue.maximumDepth`, becomes void.
    init(_ table: amqp_table_t, depth: Int = 0) {
        let entries = UnsafeBufferPointer(
            start: table.entries, count: table.entries == nil ? 0 : Int(table.num_entries))
        self.init(entries.lazy.map { Entry(key: String($0.key), value: FieldValue($0.value, depth: depth)) })
    }
}

extension FieldValue {
    init(_ field: amqp_field_value_t, depth: Int) {
        let value = field.value
        switch Unicode.Scalar(field.kind) {
        case "t": self = .boolean(value.boolean != 0)
        case "b": self = .int8(value.i8)
        case "B": self = .uint8(value.u8)
        case "s": self = .int16(value.i16)
        case "u": self = .uint16(value.u16)
        case "I": self = .int32(value.i32)
        case "i": self = .uint32(value.u32)
        case "l": self = .int64(value.i64)
        case "L": self = .uint64(value.u64)
        case "f": self = .float(value.f32)
        case "d": self = .double(value.f64)
        case "D": self = .decimal(scale: value.decimal.decimals, value: value.decimal.value)
        case "S": self = Self.string(value.bytes)
        case "T": self = .timestamp(value.u64)
        case "x": self = .bytes(value.bytes.array)
        case "F" where depth + 1 < Self.maximumDepth: self = .table(FieldTable(value.table, depth: depth + 1))
        case "A" where depth + 1 < Self.maximumDepth: self = Self.array(value.array, depth: depth + 1)
        default: self = .void
        }
    }

    private static func string(_ bytes: amqp_bytes_t) -> FieldValue {
        let raw = UnsafeRawBufferPointer(start: bytes.bytes, count: bytes.bytes == nil ? 0 : bytes.len)
        if let text = String(validating: raw, as: UTF8.self) { return .string(text) }
        return .longString([UInt8](raw))
    }

    private static func array(_ array: amqp_array_t, depth: Int) -> FieldValue {
        let entries = UnsafeBufferPointer(
            start: array.entries, count: array.entries == nil ? 0 : Int(array.num_entries))
        return .array(entries.map { FieldValue($0, depth: depth) })
    }
}

extension MessageProperties {
    init(_ properties: amqp_basic_properties_t) {
        self.init()
        let flags = properties._flags
        func text(_ bit: UInt32, _ bytes: amqp_bytes_t) -> String? { flags & (1 << bit) != 0 ? String(bytes) : nil }
        contentType = text(15, properties.content_type)
        contentEncoding = text(14, properties.content_encoding)
        if flags & (1 << 13) != 0 { headers = FieldTable(properties.headers) }
        persistent = flags & (1 << 12) != 0 && properties.delivery_mode == 2
        if flags & (1 << 11) != 0 { priority = properties.priority }
        correlationID = text(10, properties.correlation_id)
        replyTo = text(9, properties.reply_to)
        expiration = text(8, properties.expiration)
        messageID = text(7, properties.message_id)
        if flags & (1 << 6) != 0 { timestampSeconds = properties.timestamp }
        type = text(5, properties.type)
        userID = text(4, properties.user_id)
        appID = text(3, properties.app_id)
        clusterID = text(2, properties.cluster_id)
    }
}

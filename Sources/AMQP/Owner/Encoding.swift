internal import CRabbitMQ

/// Swift values as librabbitmq's C values.
extension Arena {
    /// A table; throws `invalidArgument` for a key over 255 bytes or too deep nesting.
    func table(_ table: FieldTable, depth: Int = 0) throws(AMQPError) -> amqp_table_t {
        guard depth < FieldValue.maximumDepth else { throw Self.tooDeep }
        guard !table.isEmpty else { return amqp_table_t(num_entries: 0, entries: nil) }
        let memory = allocate(table.count * MemoryLayout<amqp_table_entry_t>.stride)
            .bindMemory(to: amqp_table_entry_t.self, capacity: table.count)
        for (index, entry) in table.entries.enumerated() {
            let key = try shortText(entry.key, what: "key of a table")
            let value = try self.value(entry.value, depth: depth)
            (memory + index).initialize(to: amqp_table_entry_t(key: key, value: value))
        }
        return amqp_table_t(num_entries: Int32(clamping: table.count), entries: memory)
    }

    private func array(_ values: [FieldValue], depth: Int) throws(AMQPError) -> amqp_array_t {
        guard depth < FieldValue.maximumDepth else { throw Self.tooDeep }
        guard !values.isEmpty else { return amqp_array_t(num_entries: 0, entries: nil) }
        let memory = allocate(values.count * MemoryLayout<amqp_field_value_t>.stride)
            .bindMemory(to: amqp_field_value_t.self, capacity: values.count)
        for (index, value) in values.enumerated() {
            (memory + index).initialize(to: try self.value(value, depth: depth))
        }
        return amqp_array_t(num_entries: Int32(clamping: values.count), entries: memory)
    }

    private func value(_ value: FieldValue, depth: Int) throws(AMQPError) -> amqp_field_value_t {
        var field = amqp_field_value_t()
        switch value {
        case .boolean(let value): field.set("t") { $0.boolean = value ? 1 : 0 }
        case .int8(let value): field.set("b") { $0.i8 = value }
        case .uint8(let value): field.set("B") { $0.u8 = value }
        case .int16(let value): field.set("s") { $0.i16 = value }
        case .uint16(let value): field.set("u") { $0.u16 = value }
        case .int32(let value): field.set("I") { $0.i32 = value }
        case .uint32(let value): field.set("i") { $0.u32 = value }
        case .int64(let value): field.set("l") { $0.i64 = value }
        case .uint64(let value): field.set("L") { $0.u64 = value }
        case .float(let value): field.set("f") { $0.f32 = value }
        case .double(let value): field.set("d") { $0.f64 = value }
        case .decimal(let scale, let value):
            field.set("D") { $0.decimal = amqp_decimal_t(decimals: scale, value: value) }
        case .string(let value): field.set("S") { $0.bytes = text(value) }
        case .longString(let value): field.set("S") { $0.bytes = bytes(value) }
        case .timestamp(let value): field.set("T") { $0.u64 = value }
        case .bytes(let value): field.set("x") { $0.bytes = bytes(value) }
        case .void: field.set("V") { _ in }
        case .table(let value):
            let table = try self.table(value, depth: depth + 1)
            field.set("F") { $0.table = table }
        case .array(let value):
            let array = try self.array(value, depth: depth + 1)
            field.set("A") { $0.array = array }
        }
        return field
    }

    /// The content header of a message; throws `invalidArgument` for a text over 255 bytes.
    func properties(_ properties: MessageProperties) throws(AMQPError) -> amqp_basic_properties_t {
        var result = amqp_basic_properties_t()
        try short(properties.contentType, 15, "content type") {
            result.content_type = $0
        } flag: {
            result._flags |= $0
        }
        try short(properties.contentEncoding, 14, "content encoding") {
            result.content_encoding = $0
        } flag: {
            result._flags |= $0
        }
        if !properties.headers.isEmpty {
            result.headers = try table(properties.headers)
            result._flags |= 1 << 13
        }
        result.delivery_mode = properties.persistent ? 2 : 1
        result._flags |= 1 << 12
        if let priority = properties.priority {
            result.priority = priority
            result._flags |= 1 << 11
        }
        try short(properties.correlationID, 10, "correlation id") {
            result.correlation_id = $0
        } flag: {
            result._flags |= $0
        }
        try short(properties.replyTo, 9, "reply address") {
            result.reply_to = $0
        } flag: {
            result._flags |= $0
        }
        try short(properties.expiration, 8, "expiration") {
            result.expiration = $0
        } flag: {
            result._flags |= $0
        }
        try short(properties.messageID, 7, "message id") {
            result.message_id = $0
        } flag: {
            result._flags |= $0
        }
        if let seconds = properties.timestampSeconds {
            result.timestamp = seconds
            result._flags |= 1 << 6
        }
        try short(properties.type, 5, "type") {
            result.type = $0
        } flag: {
            result._flags |= $0
        }
        try short(properties.userID, 4, "user id") {
            result.user_id = $0
        } flag: {
            result._flags |= $0
        }
        try short(properties.appID, 3, "application id") {
            result.app_id = $0
        } flag: {
            result._flags |= $0
        }
        try short(properties.clusterID, 2, "cluster id") {
            result.cluster_id = $0
        } flag: {
            result._flags |= $0
        }
        return result
    }

    /// Sets one optional text and the bit that says that it is there.
    private func short(
        _ text: String?, _ bit: UInt32, _ what: StaticString, set: (amqp_bytes_t) -> Void, flag: (UInt32) -> Void
    ) throws(AMQPError) {
        guard let text else { return }
        set(try shortText(text, what: what))
        flag(1 << bit)
    }

    private static var tooDeep: AMQPError {
        AMQPError(.invalidArgument, "tables and arrays are nested deeper than \(FieldValue.maximumDepth) levels")
    }
}

extension amqp_field_value_t {
    /// Sets the kind, a letter of the standard, and the value.
    fileprivate mutating func set(
        _ letter: Unicode.Scalar, _ change: (inout amqp_field_value_t.__Unnamed_union_value) -> Void
    ) {
        kind = UInt8(ascii: letter)
        change(&value)
    }
}

internal import AMQP
internal import SwiftProtobuf
internal import Wire

/// AMQP header tables as the store keeps them, and back.
///
/// Tables from a broker are at most `FieldValue.maximumDepth` deep, which bounds the recursion.
enum FieldTableCodec {
    static func encode(_ table: FieldTable) -> Berth_Journal_V1_FieldTable {
        var result = Berth_Journal_V1_FieldTable()
        result.fields = table.entries.map { entry in
            var field = Berth_Journal_V1_FieldTable.Field()
            field.name = entry.key
            field.value = encode(entry.value)
            return field
        }
        return result
    }

    /// The table of a stored one.
    ///
    /// - Throws: `damagedRecord` for tables nested deeper than can be sent.
    static func decode(_ table: Berth_Journal_V1_FieldTable, depth: Int = 0) throws(WorkerError) -> FieldTable {
        try checkDepth(depth)
        return FieldTable(
            try table.fields.map { field throws(WorkerError) in
                FieldTable.Entry(key: field.name, value: try decode(field.value, depth))
            })
    }

    private static func checkDepth(_ depth: Int) throws(WorkerError) {
        guard depth < FieldValue.maximumDepth else {
            throw WorkerError(.damagedRecord, "a stored header table is nested deeper than \(FieldValue.maximumDepth)")
        }
    }

    private static func encode(_ value: FieldValue) -> Berth_Journal_V1_FieldValue {
        var result = Berth_Journal_V1_FieldValue()
        result.kind =
            switch value {
            case .boolean(let value): .boolean(value)
            case .int8(let value): .signed8(Int32(value))
            case .uint8(let value): .unsigned8(UInt32(value))
            case .int16(let value): .signed16(Int32(value))
            case .uint16(let value): .unsigned16(UInt32(value))
            case .int32(let value): .signed32(value)
            case .uint32(let value): .unsigned32(value)
            case .int64(let value): .signed64(value)
            case .uint64(let value): .unsigned64(value)
            case .float(let value): .float32(value)
            case .double(let value): .float64(value)
            case .decimal(let scale, let value):
                .decimal(
                    .with {
                        $0.scale = UInt32(scale); $0.value = value
                    })
            case .string(let value): .text(value)
            case .longString(let value): .rawText(.init(value))
            case .timestamp(let value): .timestamp(value)
            case .table(let value): .table(encode(value))
            case .array(let values): .array(.with { $0.values = values.map(encode) })
            case .bytes(let value): .octets(.init(value))
            case .void: .void(.init())
            }
        return result
    }

    private static func decode(_ value: Berth_Journal_V1_FieldValue, _ depth: Int) throws(WorkerError) -> FieldValue {
        switch value.kind {
        case .boolean(let value): .boolean(value)
        case .signed8(let value): .int8(Int8(truncatingIfNeeded: value))
        case .unsigned8(let value): .uint8(UInt8(truncatingIfNeeded: value))
        case .signed16(let value): .int16(Int16(truncatingIfNeeded: value))
        case .unsigned16(let value): .uint16(UInt16(truncatingIfNeeded: value))
        case .signed32(let value): .int32(value)
        case .unsigned32(let value): .uint32(value)
        case .signed64(let value): .int64(value)
        case .unsigned64(let value): .uint64(value)
        case .float32(let value): .float(value)
        case .float64(let value): .double(value)
        case .decimal(let value): .decimal(scale: UInt8(truncatingIfNeeded: value.scale), value: value.value)
        case .text(let value): .string(value)
        case .rawText(let value): .longString([UInt8](value))
        case .octets(let value): .bytes([UInt8](value))
        case .timestamp(let value): .timestamp(value)
        case .table(let value): .table(try decode(value, depth: depth + 1))
        case .array(let value): .array(try decode(value, depth + 1))
        case .void, nil: .void
        }
    }

    private static func decode(
        _ array: Berth_Journal_V1_FieldValue.Array, _ depth: Int
    ) throws(WorkerError) -> [FieldValue] {
        try checkDepth(depth)
        return try array.values.map { value throws(WorkerError) in try decode(value, depth) }
    }
}

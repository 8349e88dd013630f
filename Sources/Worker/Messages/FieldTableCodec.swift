internal import AMQP
internal import SwiftProtobuf
internal import Wire

/// AMQP header tables as the store keeps them, and back.
///
/// Tables from a broker are at most `FieldValue.maximumDepth` deep, which bounds the recursion.
enum FieldTableCodec {
    /// Writes a table as a field of type `berth.journal.v1.FieldTable`.
    ///
    /// - Throws: `notEncodable` for a value deeper than `FieldValue.maximumDepth`.
    static func write(
        _ table: FieldTable, _ field: Int, to writer: inout BinaryWriter, depth: Int = 0
    ) throws(WorkerError) {
        guard depth <= FieldValue.maximumDepth else {
            throw WorkerError(.notEncodable, "header tables are nested deeper than \(FieldValue.maximumDepth) levels")
        }
        try writer.nested(field) { writer throws(WorkerError) in
            for entry in table.entries {
                try writer.nested(1) { writer throws(WorkerError) in
                    if !entry.key.isEmpty { writer.write(entry.key, 1) }
                    try writer.nested(2) { writer throws(WorkerError) in
                        try write(entry.value, to: &writer, depth: depth)
                    }
                }
            }
        }
    }

    private static func write(
        _ values: [FieldValue], _ field: Int, to writer: inout BinaryWriter, depth: Int
    ) throws(WorkerError) {
        guard depth <= FieldValue.maximumDepth else {
            throw WorkerError(.notEncodable, "header tables are nested deeper than \(FieldValue.maximumDepth) levels")
        }
        try writer.nested(field) { writer throws(WorkerError) in
            for value in values {
                try writer.nested(1) { writer throws(WorkerError) in try write(value, to: &writer, depth: depth) }
            }
        }
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

    /// Writes the one field of a `berth.journal.v1.FieldValue`; being one of many, it is there even when it is 0.
    private static func write(
        _ value: FieldValue, to writer: inout BinaryWriter, depth: Int
    ) throws(WorkerError) {
        switch value {
        case .boolean(let value): writer.write(value ? 1 : 0, 1)
        case .int8(let value): writer.write(signed: Int64(value), 2)
        case .uint8(let value): writer.write(UInt64(value), 3)
        case .int16(let value): writer.write(signed: Int64(value), 4)
        case .uint16(let value): writer.write(UInt64(value), 5)
        case .int32(let value): writer.write(signed: Int64(value), 6)
        case .uint32(let value): writer.write(UInt64(value), 7)
        case .int64(let value): writer.write(signed: value, 8)
        case .float(let value): writer.write(float: value, 9)
        case .double(let value): writer.write(double: value, 10)
        case .decimal(let scale, let value):
            writer.nested(11) { writer in
                if scale != 0 { writer.write(UInt64(scale), 1) }
                if value != 0 { writer.write(UInt64(value), 2) }
            }
        case .string(let value): writer.write(value, 12)
        case .longString(let value): writer.write(value, 13)
        case .bytes(let value): writer.write(value, 14)
        case .timestamp(let value): writer.write(value, 15)
        case .table(let value): try write(value, 16, to: &writer, depth: depth + 1)
        case .array(let values): try write(values, 17, to: &writer, depth: depth + 1)
        case .void: writer.nested(18) { _ in }
        case .uint64(let value): writer.write(value, 19)
        }
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

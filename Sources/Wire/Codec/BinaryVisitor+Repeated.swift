import SwiftProtobuf

/// Packed fields: all values under one length.
extension BinaryVisitor {
    private mutating func packed<Value>(_ values: [Value], _ field: Int, _ write: (inout BinaryWriter, Value) -> Void) {
        let place = writer.begin(field)
        for value in values { write(&writer, value) }
        writer.end(place)
    }

    mutating func visitPackedFloatField(value: [Float], fieldNumber: Int) throws {
        packed(value, fieldNumber) { $0.append(fixed32: $1.bitPattern) }
    }

    mutating func visitPackedDoubleField(value: [Double], fieldNumber: Int) throws {
        packed(value, fieldNumber) { $0.append(fixed64: $1.bitPattern) }
    }

    mutating func visitPackedInt32Field(value: [Int32], fieldNumber: Int) throws {
        packed(value, fieldNumber) { $0.append(varint: UInt64(bitPattern: Int64($1))) }
    }

    mutating func visitPackedInt64Field(value: [Int64], fieldNumber: Int) throws {
        packed(value, fieldNumber) { $0.append(varint: UInt64(bitPattern: $1)) }
    }

    mutating func visitPackedUInt32Field(value: [UInt32], fieldNumber: Int) throws {
        packed(value, fieldNumber) { $0.append(varint: UInt64($1)) }
    }

    mutating func visitPackedUInt64Field(value: [UInt64], fieldNumber: Int) throws {
        packed(value, fieldNumber) { $0.append(varint: $1) }
    }

    mutating func visitPackedSInt32Field(value: [Int32], fieldNumber: Int) throws {
        packed(value, fieldNumber) { $0.append(varint: Self.zigZag(Int64($1))) }
    }

    mutating func visitPackedSInt64Field(value: [Int64], fieldNumber: Int) throws {
        packed(value, fieldNumber) { $0.append(varint: Self.zigZag($1)) }
    }

    mutating func visitPackedFixed32Field(value: [UInt32], fieldNumber: Int) throws {
        packed(value, fieldNumber) { $0.append(fixed32: $1) }
    }

    mutating func visitPackedFixed64Field(value: [UInt64], fieldNumber: Int) throws {
        packed(value, fieldNumber) { $0.append(fixed64: $1) }
    }

    mutating func visitPackedSFixed32Field(value: [Int32], fieldNumber: Int) throws {
        packed(value, fieldNumber) { $0.append(fixed32: UInt32(bitPattern: $1)) }
    }

    mutating func visitPackedSFixed64Field(value: [Int64], fieldNumber: Int) throws {
        packed(value, fieldNumber) { $0.append(fixed64: UInt64(bitPattern: $1)) }
    }

    mutating func visitPackedBoolField(value: [Bool], fieldNumber: Int) throws {
        packed(value, fieldNumber) { $0.append(varint: $1 ? 1 : 0) }
    }

    mutating func visitPackedEnumField<E: Enum>(value: [E], fieldNumber: Int) throws {
        packed(value, fieldNumber) { $0.append(varint: UInt64(bitPattern: Int64($1.rawValue))) }
    }
}

/// Maps, in the order of their keys.
extension BinaryVisitor {
    mutating func visitMapField<KeyType, ValueType: MapValueType>(
        fieldType: _ProtobufMap<KeyType, ValueType>.Type,
        value: _ProtobufMap<KeyType, ValueType>.BaseType, fieldNumber: Int
    ) throws {
        for (key, value) in value.sorted(by: { KeyType._lessThan(lhs: $0.key, rhs: $1.key) }) {
            try nested(fieldNumber) {
                try KeyType.visitSingular(value: key, fieldNumber: 1, with: &$0)
                try ValueType.visitSingular(value: value, fieldNumber: 2, with: &$0)
            }
        }
    }

    mutating func visitMapField<KeyType, ValueType>(
        fieldType: _ProtobufEnumMap<KeyType, ValueType>.Type,
        value: _ProtobufEnumMap<KeyType, ValueType>.BaseType, fieldNumber: Int
    ) throws where ValueType.RawValue == Int {
        for (key, value) in value.sorted(by: { KeyType._lessThan(lhs: $0.key, rhs: $1.key) }) {
            try nested(fieldNumber) {
                try KeyType.visitSingular(value: key, fieldNumber: 1, with: &$0)
                try $0.visitSingularEnumField(value: value, fieldNumber: 2)
            }
        }
    }

    mutating func visitMapField<KeyType, ValueType>(
        fieldType: _ProtobufMessageMap<KeyType, ValueType>.Type,
        value: _ProtobufMessageMap<KeyType, ValueType>.BaseType, fieldNumber: Int
    ) throws {
        for (key, value) in value.sorted(by: { KeyType._lessThan(lhs: $0.key, rhs: $1.key) }) {
            try nested(fieldNumber) {
                try KeyType.visitSingular(value: key, fieldNumber: 1, with: &$0)
                try $0.visitSingularMessageField(value: value, fieldNumber: 2)
            }
        }
    }
}

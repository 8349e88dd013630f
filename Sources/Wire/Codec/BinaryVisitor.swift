import Foundation
import SwiftProtobuf

/// Walks over a message and writes its binary form; the bytes are those of `serializedBytes()` with deterministic
/// ordering.
///
/// swift-protobuf's own encoder sizes a nested message once for every level above it before it writes; here nothing is
/// sized, and the generated code is specialised for this visitor because both are in one module.
struct BinaryVisitor: Visitor {
    var writer = BinaryWriter()

    /// Writes something that has a length in front of it.
    mutating func nested(_ field: Int, _ write: (inout Self) throws -> Void) rethrows {
        let place = writer.begin(field)
        try write(&self)
        writer.end(place)
    }
}

/// Single values. What is not here forwards to what is: 32-bit numbers to 64-bit ones, repeated fields to single ones.
extension BinaryVisitor {
    mutating func visitUnknown(bytes unknown: Data) throws { writer.append(raw: unknown) }

    mutating func visitSingularFloatField(value: Float, fieldNumber: Int) throws {
        writer.write(float: value, fieldNumber)
    }

    mutating func visitSingularDoubleField(value: Double, fieldNumber: Int) throws {
        writer.write(double: value, fieldNumber)
    }

    mutating func visitSingularInt64Field(value: Int64, fieldNumber: Int) throws {
        writer.write(signed: value, fieldNumber)
    }

    mutating func visitSingularUInt64Field(value: UInt64, fieldNumber: Int) throws {
        writer.write(value, fieldNumber)
    }

    mutating func visitSingularSInt64Field(value: Int64, fieldNumber: Int) throws {
        writer.write(Self.zigZag(value), fieldNumber)
    }

    mutating func visitSingularSInt32Field(value: Int32, fieldNumber: Int) throws {
        writer.write(Self.zigZag(Int64(value)), fieldNumber)
    }

    mutating func visitSingularFixed32Field(value: UInt32, fieldNumber: Int) throws {
        writer.start(fieldNumber, .fixed32)
        writer.append(fixed32: value)
    }

    mutating func visitSingularFixed64Field(value: UInt64, fieldNumber: Int) throws {
        writer.start(fieldNumber, .fixed64)
        writer.append(fixed64: value)
    }

    mutating func visitSingularSFixed32Field(value: Int32, fieldNumber: Int) throws {
        try visitSingularFixed32Field(value: UInt32(bitPattern: value), fieldNumber: fieldNumber)
    }

    mutating func visitSingularSFixed64Field(value: Int64, fieldNumber: Int) throws {
        try visitSingularFixed64Field(value: UInt64(bitPattern: value), fieldNumber: fieldNumber)
    }

    mutating func visitSingularBoolField(value: Bool, fieldNumber: Int) throws {
        writer.write(value ? 1 : 0, fieldNumber)
    }

    mutating func visitSingularStringField(value: String, fieldNumber: Int) throws {
        writer.write(value, fieldNumber)
    }

    mutating func visitSingularBytesField(value: Data, fieldNumber: Int) throws {
        writer.write(value, fieldNumber)
    }

    mutating func visitSingularEnumField<E: Enum>(value: E, fieldNumber: Int) throws {
        writer.write(UInt64(bitPattern: Int64(value.rawValue)), fieldNumber)
    }

    mutating func visitSingularMessageField<M: Message>(value: M, fieldNumber: Int) throws {
        try nested(fieldNumber) { try value.traverse(visitor: &$0) }
    }

    mutating func visitSingularGroupField<G: Message>(value: G, fieldNumber: Int) throws {
        writer.start(fieldNumber, .startGroup)
        try value.traverse(visitor: &self)
        writer.start(fieldNumber, .endGroup)
    }

    static func zigZag(_ value: Int64) -> UInt64 { UInt64(bitPattern: value << 1 ^ value >> 63) }
}

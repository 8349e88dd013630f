import Foundation
import SwiftProtobuf

@testable import Wire

/// Makes random messages of any generated type: it poses as a decoder whose input is chance.
///
/// Every field of every message type is reached, also those that are added to the schema later.
struct RandomFields: Decoder {
    private(set) var generator: SeededGenerator
    private let depth: Int
    private var number = 0

    /// Highest field number that is tried.
    private static let highestField = 32
    private static let deepest = 5

    init(_ generator: SeededGenerator, depth: Int = 0) {
        self.generator = generator
        self.depth = depth
    }

    /// A random message; the generator goes on.
    static func message<M: Message>(_ type: M.Type, _ generator: inout SeededGenerator) throws -> M {
        var fields = RandomFields(generator)
        let message: M = try fields.make()
        generator = fields.generator
        return message
    }

    mutating func nextFieldNumber() throws -> Int? {
        while number < RandomFields.highestField {
            number += 1
            if Bool.random(using: &generator) { return number }
        }
        return nil
    }

    mutating func handleConflictingOneOf() throws {}

    private mutating func make<M: Message>() throws -> M {
        if let known = wellKnown(M.self) { return known }
        var child = RandomFields(generator, depth: depth + 1)
        var message = M()
        try message.decodeMessage(decoder: &child)
        generator = child.generator
        return message
    }

    /// Messages whose fields depend on each other.
    private mutating func wellKnown<M: Message>(_ type: M.Type) -> M? {
        let seconds = Int64.random(in: -62_135_596_800...253_402_300_799, using: &generator)
        let nanos = Int32.random(in: 0..<1_000_000_000, using: &generator)
        if type == Google_Protobuf_Timestamp.self {
            return Google_Protobuf_Timestamp(seconds: seconds, nanos: nanos) as? M
        }
        if type == Google_Protobuf_Duration.self {
            return Google_Protobuf_Duration(seconds: abs(seconds), nanos: nanos) as? M
        }
        guard type == Google_Protobuf_Any.self else { return nil }
        return try? AnyMessage.pack(Berth_Tracker_V1_Shortfall.with { $0.message = generator.text() }) as? M
    }

    private mutating func count() -> Int { depth < RandomFields.deepest ? Int.random(in: 0...3, using: &generator) : 0 }

    private mutating func list<Element>(_ element: (inout RandomFields) throws -> Element) rethrows -> [Element] {
        var result: [Element] = []
        for _ in 0..<count() { result.append(try element(&self)) }
        return result
    }

    private mutating func enumCase<E: Enum>() -> E {
        // Numbers that the schema does not name have no form in JSON, so they are not drawn.
        let named = (0..<16).compactMap { E(rawValue: $0) }.filter { isNamed($0) }
        return named.randomElement(using: &generator) ?? E()
    }

    // Messages, enums, maps.

    mutating func decodeSingularMessageField<M: Message>(value: inout M?) throws {
        value = depth < RandomFields.deepest ? try make() : nil
    }
    mutating func decodeRepeatedMessageField<M: Message>(value: inout [M]) throws {
        value = try list { fields in try fields.make() }
    }
    mutating func decodeSingularGroupField<G: Message>(value: inout G?) throws {}
    mutating func decodeRepeatedGroupField<G: Message>(value: inout [G]) throws {}
    mutating func decodeSingularEnumField<E: Enum>(value: inout E) throws { value = enumCase() }
    mutating func decodeSingularEnumField<E: Enum>(value: inout E?) throws { value = enumCase() }
    mutating func decodeRepeatedEnumField<E: Enum>(value: inout [E]) throws { value = list { $0.enumCase() } }

    mutating func decodeMapField<KeyType, ValueType: MapValueType>(
        fieldType: _ProtobufMap<KeyType, ValueType>.Type, value: inout _ProtobufMap<KeyType, ValueType>.BaseType
    ) throws {
        for _ in 0..<count() {
            var entryKey: KeyType.BaseType?
            var entryValue: ValueType.BaseType?
            try KeyType.decodeSingular(value: &entryKey, from: &self)
            try ValueType.decodeSingular(value: &entryValue, from: &self)
            if let entryKey, let entryValue { value[entryKey] = entryValue }
        }
    }
    mutating func decodeMapField<KeyType, ValueType>(
        fieldType: _ProtobufEnumMap<KeyType, ValueType>.Type, value: inout _ProtobufEnumMap<KeyType, ValueType>.BaseType
    ) throws where ValueType.RawValue == Int {}
    mutating func decodeMapField<KeyType, ValueType>(
        fieldType: _ProtobufMessageMap<KeyType, ValueType>.Type,
        value: inout _ProtobufMessageMap<KeyType, ValueType>.BaseType
    ) throws {}
    mutating func decodeExtensionField(
        values: inout ExtensionFieldValueSet, messageType: any Message.Type, fieldNumber: Int
    ) throws {}

    // Scalars, in the order of the protocol.

    mutating func decodeSingularFloatField(value: inout Float) throws { value = Float(generator.real()) }
    mutating func decodeSingularFloatField(value: inout Float?) throws { value = Float(generator.real()) }
    mutating func decodeRepeatedFloatField(value: inout [Float]) throws { value = list { Float($0.generator.real()) } }
    mutating func decodeSingularDoubleField(value: inout Double) throws { value = generator.real() }
    mutating func decodeSingularDoubleField(value: inout Double?) throws { value = generator.real() }
    mutating func decodeRepeatedDoubleField(value: inout [Double]) throws { value = list { $0.generator.real() } }
    mutating func decodeSingularInt32Field(value: inout Int32) throws { value = generator.integer() }
    mutating func decodeSingularInt32Field(value: inout Int32?) throws { value = generator.integer() }
    mutating func decodeRepeatedInt32Field(value: inout [Int32]) throws { value = list { $0.generator.integer() } }
    mutating func decodeSingularInt64Field(value: inout Int64) throws { value = generator.integer() }
    mutating func decodeSingularInt64Field(value: inout Int64?) throws { value = generator.integer() }
    mutating func decodeRepeatedInt64Field(value: inout [Int64]) throws { value = list { $0.generator.integer() } }
    mutating func decodeSingularUInt32Field(value: inout UInt32) throws { value = generator.integer() }
    mutating func decodeSingularUInt32Field(value: inout UInt32?) throws { value = generator.integer() }
    mutating func decodeRepeatedUInt32Field(value: inout [UInt32]) throws { value = list { $0.generator.integer() } }
    mutating func decodeSingularUInt64Field(value: inout UInt64) throws { value = generator.integer() }
    mutating func decodeSingularUInt64Field(value: inout UInt64?) throws { value = generator.integer() }
    mutating func decodeRepeatedUInt64Field(value: inout [UInt64]) throws { value = list { $0.generator.integer() } }
    mutating func decodeSingularSInt32Field(value: inout Int32) throws { value = generator.integer() }
    mutating func decodeSingularSInt32Field(value: inout Int32?) throws { value = generator.integer() }
    mutating func decodeRepeatedSInt32Field(value: inout [Int32]) throws { value = list { $0.generator.integer() } }
    mutating func decodeSingularSInt64Field(value: inout Int64) throws { value = generator.integer() }
    mutating func decodeSingularSInt64Field(value: inout Int64?) throws { value = generator.integer() }
    mutating func decodeRepeatedSInt64Field(value: inout [Int64]) throws { value = list { $0.generator.integer() } }
    mutating func decodeSingularFixed32Field(value: inout UInt32) throws { value = generator.integer() }
    mutating func decodeSingularFixed32Field(value: inout UInt32?) throws { value = generator.integer() }
    mutating func decodeRepeatedFixed32Field(value: inout [UInt32]) throws { value = list { $0.generator.integer() } }
    mutating func decodeSingularFixed64Field(value: inout UInt64) throws { value = generator.integer() }
    mutating func decodeSingularFixed64Field(value: inout UInt64?) throws { value = generator.integer() }
    mutating func decodeRepeatedFixed64Field(value: inout [UInt64]) throws { value = list { $0.generator.integer() } }
    mutating func decodeSingularSFixed32Field(value: inout Int32) throws { value = generator.integer() }
    mutating func decodeSingularSFixed32Field(value: inout Int32?) throws { value = generator.integer() }
    mutating func decodeRepeatedSFixed32Field(value: inout [Int32]) throws { value = list { $0.generator.integer() } }
    mutating func decodeSingularSFixed64Field(value: inout Int64) throws { value = generator.integer() }
    mutating func decodeSingularSFixed64Field(value: inout Int64?) throws { value = generator.integer() }
    mutating func decodeRepeatedSFixed64Field(value: inout [Int64]) throws { value = list { $0.generator.integer() } }
    mutating func decodeSingularBoolField(value: inout Bool) throws { value = Bool.random(using: &generator) }
    mutating func decodeSingularBoolField(value: inout Bool?) throws { value = Bool.random(using: &generator) }
    mutating func decodeRepeatedBoolField(value: inout [Bool]) throws {
        value = list { Bool.random(using: &$0.generator) }
    }
    mutating func decodeSingularStringField(value: inout String) throws { value = generator.text() }
    mutating func decodeSingularStringField(value: inout String?) throws { value = generator.text() }
    mutating func decodeRepeatedStringField(value: inout [String]) throws { value = list { $0.generator.text() } }
    mutating func decodeSingularBytesField(value: inout Data) throws { value = Data(generator.text().utf8) }
    mutating func decodeSingularBytesField(value: inout Data?) throws { value = Data(generator.text().utf8) }
    mutating func decodeRepeatedBytesField(value: inout [Data]) throws {
        value = list { Data($0.generator.text().utf8) }
    }
}

import Foundation
import SwiftProtobuf

/// Walks over a message and collects what the schema does not know.
///
/// Its depth is that of the message, which decoding has bounded.
struct UnknownItemFinder: Visitor {
    /// One step down: the message type that has the field, the field's number, and the index in a repeated field.
    private struct Step {
        let type: any Message.Type
        let number: Int
        let index: Int?
    }

    private(set) var items: [UnknownItem] = []
    private let limit: Int
    private var steps: [Step] = []
    private var current: any Message.Type = Google_Protobuf_Any.self

    init(limit: Int) { self.limit = limit }

    mutating func walk<M: Message>(_ message: M) {
        guard items.count < limit, M.self != Google_Protobuf_Any.self else { return }
        let outer = current
        current = M.self
        // None of the methods below throws.
        try? message.traverse(visitor: &self)
        current = outer
    }

    private mutating func walk(_ message: some Message, field: Int, index: Int?) {
        steps.append(Step(type: current, number: field, index: index))
        walk(message)
        steps.removeLast()
    }

    private mutating func check<E: Enum>(_ value: E, field: Int, index: Int?) {
        guard items.count < limit, !isNamed(value) else { return }
        let step = Step(type: current, number: field, index: index)
        items.append(UnknownItem(path: path(steps + [step]), kind: .enumValue(value.rawValue)))
    }

    private func path(_ steps: [Step]) -> String {
        steps.map { step in
            let name = FieldNames.name(of: step.number, in: step.type)
            return step.index.map { "\(name)[\($0)]" } ?? name
        }.joined(separator: ".")
    }

    // What is looked at.

    mutating func visitUnknown(bytes: Data) throws {
        guard items.count < limit else { return }
        items.append(UnknownItem(path: path(steps), kind: .fields(FieldNumbers.numbers(in: Array(bytes), limit: 16))))
    }

    mutating func visitSingularMessageField<M: Message>(value: M, fieldNumber: Int) throws {
        walk(value, field: fieldNumber, index: nil)
    }

    mutating func visitRepeatedMessageField<M: Message>(value: [M], fieldNumber: Int) throws {
        for (index, message) in value.enumerated() where items.count < limit {
            walk(message, field: fieldNumber, index: index)
        }
    }

    mutating func visitSingularEnumField<E: Enum>(value: E, fieldNumber: Int) throws {
        check(value, field: fieldNumber, index: nil)
    }

    mutating func visitRepeatedEnumField<E: Enum>(value: [E], fieldNumber: Int) throws {
        for (index, value) in value.enumerated() { check(value, field: fieldNumber, index: index) }
    }

    mutating func visitPackedEnumField<E: Enum>(value: [E], fieldNumber: Int) throws {
        try visitRepeatedEnumField(value: value, fieldNumber: fieldNumber)
    }

    mutating func visitMapField<KeyType, ValueType>(
        fieldType: _ProtobufMessageMap<KeyType, ValueType>.Type,
        value: _ProtobufMessageMap<KeyType, ValueType>.BaseType, fieldNumber: Int
    ) throws {
        for message in value.values { walk(message, field: fieldNumber, index: nil) }
    }

    mutating func visitMapField<KeyType, ValueType>(
        fieldType: _ProtobufEnumMap<KeyType, ValueType>.Type,
        value: _ProtobufEnumMap<KeyType, ValueType>.BaseType, fieldNumber: Int
    ) throws where ValueType.RawValue == Int {
        for value in value.values { check(value, field: fieldNumber, index: nil) }
    }

    // What cannot hold anything unknown. The other scalar types forward to these.

    mutating func visitSingularDoubleField(value: Double, fieldNumber: Int) throws {}
    mutating func visitSingularInt64Field(value: Int64, fieldNumber: Int) throws {}
    mutating func visitSingularUInt64Field(value: UInt64, fieldNumber: Int) throws {}
    mutating func visitSingularBoolField(value: Bool, fieldNumber: Int) throws {}
    mutating func visitSingularStringField(value: String, fieldNumber: Int) throws {}
    mutating func visitSingularBytesField(value: Data, fieldNumber: Int) throws {}
    mutating func visitRepeatedStringField(value: [String], fieldNumber: Int) throws {}
    mutating func visitPackedInt32Field(value: [Int32], fieldNumber: Int) throws {}
    mutating func visitMapField<KeyType, ValueType: MapValueType>(
        fieldType: _ProtobufMap<KeyType, ValueType>.Type,
        value: _ProtobufMap<KeyType, ValueType>.BaseType, fieldNumber: Int
    ) throws {}
}

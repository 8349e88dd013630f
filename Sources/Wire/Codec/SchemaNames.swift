import SwiftProtobuf

/// The names that the schema gives to field numbers.
enum FieldNames {
    /// The name of a field as in the schema; its number, if the message type has no such field.
    static func name(of number: Int, in type: any Message.Type) -> String {
        guard let named = type as? any (Message & _ProtoNameProviding).Type else { return String(number) }
        return name(of: number, inNamed: named)
    }

    private static func name<M: Message & _ProtoNameProviding>(of number: Int, inNamed type: M.Type) -> String {
        let mask = try? Google_Protobuf_FieldMask(fieldNumbers: [number], of: type)
        return mask?.paths.first ?? String(number)
    }
}

/// True if the schema names the value; an enum without a list of its values counts as named.
func isNamed<E: Enum>(_ value: E) -> Bool {
    guard let type = E.self as? any (Enum & CaseIterable).Type else { return true }
    return type.hasCase(value.rawValue)
}

extension Enum where Self: CaseIterable {
    fileprivate static func hasCase(_ number: Int) -> Bool { allCases.contains { $0.rawValue == number } }
}

/// The field numbers in a run of encoded fields.
enum FieldNumbers {
    /// Ascending, without repetition; stops at the first malformed byte or after `limit` different numbers.
    static func numbers(in bytes: [UInt8], limit: Int) -> [Int] {
        var reader = FieldReader(bytes: bytes)
        var numbers: Set<Int> = []
        while numbers.count < limit, let number = reader.next() { numbers.insert(number) }
        return numbers.sorted()
    }
}

/// Steps over encoded fields, the fields of groups included.
private struct FieldReader {
    let bytes: [UInt8]
    private var offset = 0
    /// How many groups are open; their fields are not fields of the message.
    private var groups = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    /// The number of the next field of the message itself.
    mutating func next() -> Int? {
        while let tag = varint() {
            let isOwn = groups == 0
            guard skip(wireType: tag & 7) else { return nil }
            if isOwn { return Int(truncatingIfNeeded: tag >> 3) }
        }
        return nil
    }

    private mutating func skip(wireType: UInt64) -> Bool {
        switch wireType {
        case 0: return varint() != nil
        case 1: return advance(8)
        case 2:
            guard let length = varint() else { return false }
            return advance(length)
        case 3:
            groups += 1
            return true
        case 4:
            groups -= 1
            return groups >= 0
        case 5: return advance(4)
        default: return false
        }
    }

    private mutating func advance(_ count: UInt64) -> Bool {
        guard count <= UInt64(bytes.count - offset) else { return false }
        offset += Int(count)
        return true
    }

    private mutating func varint() -> UInt64? {
        var result: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            guard offset < bytes.count else { return nil }
            let byte = bytes[offset]
            offset += 1
            result |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return result }
        }
        return nil
    }
}

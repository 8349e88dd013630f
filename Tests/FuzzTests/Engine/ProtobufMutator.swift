/// Changes the fields of a protobuf message one by one, so that what comes out is still one.
///
/// It knows the wire format only: whether a run of bytes is a text or a message within is a guess.
enum ProtobufMutator {
    private struct Field {
        var number: UInt64
        var kind: UInt64
        /// Of kind 2 without its length; else as it stands.
        var bytes: [UInt8]
    }

    /// The message after one to four changes; what is no message comes back as it is.
    static func mutated(_ message: [UInt8], words: [String], _ random: inout FuzzRandom) -> [UInt8] {
        var result = message
        for _ in 0..<random.pick([1, 1, 2, 4]) { result = changed(result, words, depth: 0, &random) }
        return result
    }

    private static func changed(
        _ message: [UInt8], _ words: [String], depth: Int, _ random: inout FuzzRandom
    ) -> [UInt8] {
        guard var fields = fields(of: message), !fields.isEmpty else { return message }
        let place = random.number(0...fields.count - 1)
        switch random.number(0...9) {
        case 0: fields.remove(at: place)
        case 1: fields.insert(fields[place], at: random.number(0...fields.count))
        case 2: fields[place].number = UInt64(random.pick([1, 2, 3, 5, 15, 16, 99, 536_870_911]))
        case 3:
            let copies = random.pick([16, 257, 1025, 4097])
            if fields[place].bytes.count * copies < 60_000 {
                fields.insert(contentsOf: Array(repeating: fields[place], count: copies), at: place)
            }
        case 4: nest(&fields[place], &random)
        default: change(&fields[place], words, depth, &random)
        }
        return fields.flatMap(bytes)
    }

    private static func change(_ field: inout Field, _ words: [String], _ depth: Int, _ random: inout FuzzRandom) {
        switch field.kind {
        case 0: field.bytes = varint(UInt64(bitPattern: random.edge()))
        case 2:
            let isMessage = fields(of: field.bytes).map { !$0.isEmpty } ?? false
            if isMessage, depth < 20, !random.once(in: 4) {
                field.bytes = changed(field.bytes, words, depth: depth + 1, &random)
            } else {
                let mutator = Mutator(words: words, maximumBytes: 60_000)
                field.bytes = mutator.mutated(field.bytes, with: [], &random)
            }
        default: field.bytes = field.bytes.map { _ in random.pick([0, 0xFF, 0x7F, 0xF0, random.byte()]) }
        }
    }

    /// The field within itself, many times.
    private static func nest(_ field: inout Field, _ random: inout FuzzRandom) {
        guard field.kind == 2 else { return }
        for _ in 0..<random.pick([1, 5, 31, 32, 33, 34, 99, 100, 101]) where field.bytes.count < 60_000 {
            field.bytes = bytes(field)
        }
    }

    private static func fields(of message: [UInt8]) -> [Field]? {
        var fields: [Field] = []
        var rest = message[...]
        while !rest.isEmpty {
            guard let tag = takeVarint(&rest), tag >> 3 > 0 else { return nil }
            var field = Field(number: tag >> 3, kind: tag & 7, bytes: [])
            let length: Int
            switch field.kind {
            case 0:
                let before = rest
                guard takeVarint(&rest) != nil else { return nil }
                field.bytes = Array(before[before.startIndex..<rest.startIndex])
                fields.append(field)
                continue
            case 1: length = 8
            case 2:
                guard let announced = takeVarint(&rest), announced <= UInt64(rest.count) else { return nil }
                length = Int(announced)
            case 5: length = 4
            default: return nil
            }
            guard length <= rest.count else { return nil }
            field.bytes = Array(rest.prefix(length))
            rest = rest.dropFirst(length)
            fields.append(field)
        }
        return fields
    }

    private static func bytes(_ field: Field) -> [UInt8] {
        let tag = varint(field.number << 3 | field.kind)
        return field.kind == 2 ? tag + varint(UInt64(field.bytes.count)) + field.bytes : tag + field.bytes
    }

    private static func varint(_ value: UInt64) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }

    private static func takeVarint(_ rest: inout ArraySlice<UInt8>) -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            guard let byte = rest.popFirst() else { return nil }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        return nil
    }
}

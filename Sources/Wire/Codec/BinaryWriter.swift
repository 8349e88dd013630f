/// Writes the protobuf binary form, field by field, in one pass.
///
/// The length of what is nested goes in once that has been written, so nothing is sized before it is written.
package struct BinaryWriter {
    /// What has been written.
    package internal(set) var bytes: [UInt8] = []

    enum WireType: UInt64 {
        case varint = 0
        case fixed64 = 1
        case lengthDelimited = 2
        case startGroup = 3
        case endGroup = 4
        case fixed32 = 5
    }

    /// Starts with room for a message of usual size.
    package init(capacity: Int = 320) { bytes.reserveCapacity(capacity) }

    mutating func start(_ field: Int, _ type: WireType) {
        append(varint: UInt64(field) << 3 | type.rawValue)
    }

    mutating func append(varint value: UInt64) {
        if value <= 0x7F { return bytes.append(UInt8(value)) }
        var rest = value
        while rest > 0x7F {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    mutating func append(fixed32 value: UInt32) {
        for shift: UInt32 in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) }
    }

    mutating func append(fixed64 value: UInt64) {
        append(fixed32: UInt32(truncatingIfNeeded: value))
        append(fixed32: UInt32(truncatingIfNeeded: value >> 32))
    }

    /// Appends fields that have their numbers and lengths already.
    mutating func append(raw fields: some Sequence<UInt8>) { bytes.append(contentsOf: fields) }

    /// Begins a field whose length is known once it has been written; `end` takes the result.
    mutating func begin(_ field: Int) -> Int {
        start(field, .lengthDelimited)
        bytes.append(0)
        return bytes.count
    }

    /// Puts the length in front of everything that was written since `begin`.
    mutating func end(_ place: Int) {
        let length = bytes.count - place
        if length <= 0x7F {
            bytes[place - 1] = UInt8(length)
        } else {
            insert(varint: UInt64(length), at: place - 1)
        }
    }

    /// Writes a message, or anything else that has a length in front of it.
    package mutating func nested<Failure>(
        _ field: Int, _ write: (inout Self) throws(Failure) -> Void
    ) throws(Failure) {
        let place = begin(field)
        try write(&self)
        end(place)
    }

    /// Writes a number.
    package mutating func write(_ value: UInt64, _ field: Int) {
        start(field, .varint)
        append(varint: value)
    }

    /// Writes a signed number, as `int32` and `int64` are.
    package mutating func write(signed value: Int64, _ field: Int) { write(UInt64(bitPattern: value), field) }

    /// Writes a number with a fraction, in 4 bytes.
    package mutating func write(float value: Float, _ field: Int) {
        start(field, .fixed32)
        append(fixed32: value.bitPattern)
    }

    /// Writes a number with a fraction, in 8 bytes.
    package mutating func write(double value: Double, _ field: Int) {
        start(field, .fixed64)
        append(fixed64: value.bitPattern)
    }

    /// Writes a text.
    package mutating func write(_ value: String, _ field: Int) {
        start(field, .lengthDelimited)
        append(varint: UInt64(value.utf8.count))
        bytes.append(contentsOf: value.utf8)
    }

    /// Writes bytes.
    package mutating func write(_ value: some Collection<UInt8>, _ field: Int) {
        start(field, .lengthDelimited)
        append(varint: UInt64(value.count))
        bytes.append(contentsOf: value)
    }

    /// Puts a number of more than one byte in the place of the byte that was kept free for it.
    private mutating func insert(varint value: UInt64, at place: Int) {
        var number = BinaryWriter(capacity: 10)
        number.append(varint: value)
        bytes.replaceSubrange(place...place, with: number.bytes)
    }
}

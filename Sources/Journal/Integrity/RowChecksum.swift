/// A 64-bit checksum over the columns of one row; it finds damage and is no defence against forgery.
///
/// Every step is a bijection of the state for a given input word and of the input word for a given state, so a change
/// within a single word always changes the result; other changes stay unseen once in 2^64.
/// The result is stored: the function never changes.
struct RowChecksum {
    private(set) var value: UInt64

    /// Starts a checksum; rows of different tables start with different seeds.
    init(seed: UInt64) {
        value = seed
        absorb(0x9E37_79B9_7F4A_7C15)
    }

    mutating func combine(_ number: Int64) {
        absorb(UInt64(bitPattern: number))
    }

    mutating func combine(_ bytes: [UInt8]) {
        // The pointer is only read, and not kept beyond the closure.
        bytes.withUnsafeBytes { combine($0) }
    }

    mutating func combine(_ text: String) {
        var text = text
        text.withUTF8 { combine(UnsafeRawBufferPointer($0)) }
    }

    /// The length goes first, so neighbouring columns cannot run into one another.
    mutating func combine(_ bytes: UnsafeRawBufferPointer) {
        absorb(UInt64(bytes.count))
        var offset = 0
        while offset + 8 <= bytes.count {
            absorb(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
            offset += 8
        }
        guard offset < bytes.count else { return }
        var tail: UInt64 = 0
        for index in offset..<bytes.count {
            tail |= UInt64(bytes[index]) << UInt64(8 * (index - offset))
        }
        absorb(tail)
    }

    /// The checksum as a column holds it.
    var stored: Int64 { Int64(bitPattern: value) }

    private mutating func absorb(_ word: UInt64) {
        value ^= word
        value = value &* 0xD6E8_FEB8_6659_FD93
        value ^= value >> 32
        value = value &* 0xD6E8_FEB8_6659_FD93
        value ^= value >> 29
    }
}

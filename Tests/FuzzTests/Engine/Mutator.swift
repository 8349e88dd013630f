/// Changes inputs a little: bytes, words of the format, numbers, repetition, nesting, broken UTF-8.
struct Mutator {
    let words: [String]
    let maximumBytes: Int

    /// The input after one to eight changes.
    func mutated(_ input: [UInt8], with other: [UInt8], _ random: inout FuzzRandom) -> [UInt8] {
        var bytes = input
        for _ in 0..<random.pick([1, 1, 2, 3, 8]) {
            change(&bytes, other, &random)
            if bytes.count > maximumBytes { bytes.removeLast(bytes.count - maximumBytes) }
        }
        return bytes
    }

    private func change(_ bytes: inout [UInt8], _ other: [UInt8], _ random: inout FuzzRandom) {
        let place = random.number(0...bytes.count)
        switch random.number(0...11) {
        case 0: flip(&bytes, &random)
        case 1: bytes.insert(contentsOf: random.bytes(4), at: place)
        case 2: bytes.removeSubrange(range(of: bytes, &random))
        case 3: bytes.insert(contentsOf: bytes[range(of: bytes, &random)], at: place)
        case 4: `repeat`(&bytes, at: place, &random)
        case 5, 6: bytes.insert(contentsOf: word(&random), at: place)
        case 7: bytes.replaceSubrange(range(of: bytes, &random), with: word(&random))
        case 8: number(&bytes, &random)
        case 9: bytes.replaceSubrange(place..., with: other.suffix(random.number(0...other.count)))
        case 10: bytes.insert(contentsOf: Self.brokenUTF8[random.number(0...Self.brokenUTF8.count - 1)], at: place)
        default: length(&bytes, &random)
        }
    }

    private func range(of bytes: [UInt8], _ random: inout FuzzRandom) -> Range<Int> {
        let start = random.number(0...bytes.count)
        let most = random.once(in: 4) ? bytes.count - start : min(8, bytes.count - start)
        return start..<start + random.number(0...most)
    }

    private func flip(_ bytes: inout [UInt8], _ random: inout FuzzRandom) {
        guard !bytes.isEmpty else { return }
        let place = random.number(0...bytes.count - 1)
        bytes[place] = random.once(in: 2) ? bytes[place] ^ (1 << UInt8(random.number(0...7))) : random.byte()
    }

    /// One piece many times: long texts, many elements, deep nesting.
    private func `repeat`(_ bytes: inout [UInt8], at place: Int, _ random: inout FuzzRandom) {
        let piece = random.once(in: 2) ? Array(bytes[range(of: bytes, &random)]) : word(&random)
        guard !piece.isEmpty else { return }
        let times = random.pick([2, 8, 33, 129, 1025, 70_000])
        let room = max(1, (maximumBytes - bytes.count) / piece.count)
        bytes.insert(contentsOf: (0..<min(times, room)).flatMap { _ in piece }, at: place)
    }

    private func word(_ random: inout FuzzRandom) -> [UInt8] {
        if words.isEmpty || random.once(in: 6) { return Array(random.pick(Self.commonWords).utf8) }
        return Array(random.pick(words).utf8)
    }

    /// Puts another number where decimal digits stand.
    private func number(_ bytes: inout [UInt8], _ random: inout FuzzRandom) {
        let isDigit = { (byte: UInt8) in (0x30...0x39).contains(byte) }
        let starts = bytes.indices.filter { isDigit(bytes[$0]) && ($0 == 0 || !isDigit(bytes[$0 - 1])) }
        let number = Array("\(random.edge())".utf8)
        guard !starts.isEmpty else { return bytes.append(contentsOf: number) }
        let start = random.pick(starts)
        let end = bytes[start...].firstIndex { !isDigit($0) } ?? bytes.endIndex
        bytes.replaceSubrange(start..<end, with: number)
    }

    /// Overwrites a binary number, of either byte order: lengths and counts that are too large.
    private func length(_ bytes: inout [UInt8], _ random: inout FuzzRandom) {
        let width = random.pick([1, 2, 4, 8])
        guard bytes.count >= width else { return }
        let start = random.number(0...bytes.count - width)
        let value = UInt64(bitPattern: random.edge())
        let isBig = random.once(in: 2)
        for index in 0..<width {
            let shift = UInt64(8 * (isBig ? width - 1 - index : index))
            bytes[start + index] = UInt8(truncatingIfNeeded: value >> shift)
        }
    }

    private static let commonWords = [
        "\0", "\n", "\r\n", " ", "\t", "\"", "'", "\\", "%00", "%", "{", "[", "}", "]", ":", ",", "=", "-", "+5", "0x1",
        "1e308", "-1", "NaN", "null", "true", "\u{301}", "e\u{301}", "é", "\u{202E}", "\u{FEFF}", "\u{2028}", "\u{85}",
        "\u{1B}[2J", "日本",
    ]
    /// A lone continuation, a cut-off sequence, an overlong form, a surrogate, beyond the last character.
    private static let brokenUTF8: [[UInt8]] = [
        [0x80], [0xE2, 0x82], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xFF],
    ]
}

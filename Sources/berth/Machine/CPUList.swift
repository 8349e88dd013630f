/// The kernel's list form of a set of CPUs or memory nodes, such as `0-3,8`.
enum CPUList {
    /// The highest number that is taken for one; beyond it a file is taken for damaged.
    static let maximumNumber = 65_535

    /// The numbers, ascending and without repetition; nil when the text is not such a list.
    ///
    /// An empty text is an empty set: that is how the kernel writes a memory node without CPUs.
    static func parse(_ text: String) -> [Int32]? {
        var numbers = Set<Int32>()
        for part in text.split(separator: ",", omittingEmptySubsequences: true) {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { number(of: $0) }
            guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2, first <= last else {
                return nil
            }
            for number in first...last { numbers.insert(Int32(number)) }
        }
        return numbers.sorted()
    }

    private static func number(of text: Substring) -> Int? {
        let tail = text.drop(while: \.isWhitespace)
        let trimmed = tail.prefix { !$0.isWhitespace }
        guard tail.dropFirst(trimmed.count).allSatisfy(\.isWhitespace),
            trimmed.allSatisfy({ $0.isASCII && $0.isNumber }), let value = Int(trimmed),
            (0...maximumNumber).contains(value)
        else { return nil }
        return value
    }
}

extension CPUList {
    /// The list form of ascending numbers: `0-3,8`.
    static func text(_ numbers: [Int32]) -> String {
        var ranges: [(first: Int32, last: Int32)] = []
        for number in numbers {
            if let last = ranges.last?.last, Int64(last) + 1 == Int64(number) {
                ranges[ranges.count - 1].last = number
            } else {
                ranges.append((number, number))
            }
        }
        return ranges.map { $0.first == $0.last ? "\($0.first)" : "\($0.first)-\($0.last)" }.joined(separator: ",")
    }
}

/// A part of a CPU specification that cannot be read.
public struct CPUSpecificationError: Error, Hashable, Sendable {
    /// The part between two commas.
    public let item: String

    /// Makes one from its part.
    public init(item: String) { self.item = item }

    /// What is allowed, for people.
    public static let allowed = "CPUs and ranges such as 0-3,8, and ^2 or ^4-5 for what to leave out"
}

extension CPUSpecification {
    /// Reads `N`, `A-B`, `^N` and `^A-B`, separated by commas; blanks and empty items do not matter.
    ///
    /// What is left out is left out wherever it stands: `^2,1-3` is 1 and 3. The result may be empty.
    public init(parsing text: String) throws(CPUSpecificationError) {
        var included: [ClosedRange<Int64>] = []
        var excluded: [ClosedRange<Int64>] = []
        for part in text.unicodeScalars.split(separator: ",") {
            var item = DecimalText.trimmed(part)
            guard !item.isEmpty else { continue }
            let isExcluded = item.first == "^"
            if isExcluded { item = item.dropFirst() }
            guard let range = Self.range(item) else {
                throw CPUSpecificationError(item: String(String.UnicodeScalarView(DecimalText.trimmed(part))))
            }
            if isExcluded { excluded.append(range) } else { included.append(range) }
        }
        self = CPUSpecification(joining: included).subtracting(CPUSpecification(joining: excluded))
    }

    /// `N` or `A-B`, A not above B; absent: neither.
    private static func range(_ item: Substring.UnicodeScalarView) -> ClosedRange<Int64>? {
        guard let dash = item.firstIndex(of: "-") else { return number(item).map { $0...$0 } }
        guard let first = number(item[..<dash]), let last = number(item[item.index(after: dash)...]), first <= last
        else { return nil }
        return first...last
    }

    private static func number(_ text: Substring.UnicodeScalarView) -> Int64? {
        DecimalText.integer(text).map { min($0, maximumNumber) }
    }

    /// The set in its shortest form: `0-3,8`.
    public var text: String {
        ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
            .joined(separator: ",")
    }

    /// Every CPU by itself, as some programs want it: `0,1,2,3,8`; absent: there are more than `limit`.
    public func textWithoutRanges(limit: Int) -> String? {
        numbers(limit: limit)?.map { "\($0)" }.joined(separator: ",")
    }
}

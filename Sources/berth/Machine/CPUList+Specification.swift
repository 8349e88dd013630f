extension CPUList {
    /// The numbers of a CPU specification of a host's configuration, `0-7,^3`; nil when the text is none (NUMA, 1.6).
    ///
    /// What is left out is left out wherever in the text it stands. An empty result is one.
    static func parseSpecification(_ text: String) -> Set<Int32>? {
        var (included, excluded) = (Set<Int32>(), Set<Int32>())
        for item in text.split(separator: ",") {
            let isExclusion = item.drop(while: \.isWhitespace).first == "^"
            let range = isExclusion ? item.drop(while: \.isWhitespace).dropFirst() : item
            guard !range.allSatisfy(\.isWhitespace) else {
                guard isExclusion else { continue }
                return nil
            }
            guard let numbers = parse(String(range)) else { return nil }
            if isExclusion { excluded.formUnion(numbers) } else { included.formUnion(numbers) }
        }
        return included.subtracting(excluded)
    }
}

/// Replaces the placeholders of a page: `${name}`, as a shell would.
struct FlowText {
    /// What stands for each name; may name others.
    var values: [String: String]

    /// A text without placeholders.
    ///
    /// - Throws: `Unknown` for a name that nothing stands for, and for names that lead back to themselves.
    func filled(_ text: String) throws(Unknown) -> String { try filled(text, within: []) }

    private func filled(_ text: String, within names: [String]) throws(Unknown) -> String {
        var result = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "${") {
            result += rest[..<start.lowerBound]
            rest = rest[start.upperBound...]
            guard let end = rest.firstIndex(of: "}") else { throw Unknown(problem: "${ is not closed") }
            let name = String(rest[..<end])
            guard let value = values[name] else { throw Unknown(problem: "nothing stands for ${\(name)}") }
            guard !names.contains(name) else { throw Unknown(problem: "${\(name)} leads back to itself") }
            result += try filled(value, within: names + [name])
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }

    /// A placeholder that cannot be replaced.
    struct Unknown: Error {
        /// Which, and why.
        let problem: String
    }
}

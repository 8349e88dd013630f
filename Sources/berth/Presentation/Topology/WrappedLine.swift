/// A line of words behind a name, broken at the width of the page with the rest below its first word.
enum WrappedLine {
    /// The lines, each ended by a line feed.
    ///
    /// - Parameters:
    ///   - name: what stands before the first word, padded by the caller.
    ///   - words: never broken, however long.
    ///   - most: so many lines at most; the rest is told as a number of `things`.
    static func text(
        _ name: String, _ words: [String], most: Int = .max, things: String = "words", width: Int = TextTable.pageWidth
    ) -> String {
        let indent = String(repeating: " ", count: name.count)
        var (lines, line, isEmpty) = ([String](), name, true)
        for (index, word) in words.enumerated() {
            if !isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                guard lines.count < most else {
                    lines.append("\(indent)and \(words.count - index) more \(things)")
                    return lines.map { $0 + "\n" }.joined()
                }
                (line, isEmpty) = (indent, true)
            }
            line += (isEmpty ? "" : " ") + word
            isEmpty = false
        }
        lines.append(line)
        return lines.map { $0 + "\n" }.joined()
    }

    /// A list of CPUs as words that a line may be broken between: `0-3,8` is one, a long list is several.
    static func words(_ cpus: [Int32]) -> [String] {
        var words = [""]
        for item in CPUList.text(cpus).split(separator: ",") {
            if words[words.count - 1].count + item.count > 40 { words.append("") }
            words[words.count - 1] += item + ","
        }
        words[words.count - 1] = String(words[words.count - 1].dropLast())
        return words
    }
}

/// How a value from outside is shown in a message: visible, and never long.
enum Shown {
    /// Characters of a text that are shown.
    static let characters = 64

    /// A name as it is, but for what is not visible ASCII, shown as `?`, and what is long, cut.
    static func plain(_ name: String) -> String {
        String(text(name).dropFirst().dropLast())
    }

    /// A text in quotes; what is not visible ASCII is shown as `?`, what is long is cut.
    static func text(_ text: String) -> String {
        var result = "\""
        for (index, scalar) in text.unicodeScalars.enumerated() {
            guard index < characters else { return result + "…\"" }
            let isPlain = (0x20...0x7E).contains(scalar.value) && scalar != "\"" && scalar != "\\"
            result.unicodeScalars.append(isPlain ? scalar : "?")
        }
        return result + "\""
    }

    /// CPUs in list form, `0-3,8`; what is long is cut.
    static func cpus(_ cpus: some Sequence<Int32>) -> String {
        var ranges: [(first: Int32, last: Int32)] = []
        for cpu in cpus.sorted() {
            if let last = ranges.last?.last, last < .max, last + 1 == cpu {
                ranges[ranges.count - 1].last = cpu
            } else {
                ranges.append((cpu, cpu))
            }
        }
        var result = ""
        for range in ranges {
            guard result.utf8.count < characters else { return result + ",…" }
            if !result.isEmpty { result += "," }
            result += range.first == range.last ? "\(range.first)" : "\(range.first)-\(range.last)"
        }
        return result
    }
}

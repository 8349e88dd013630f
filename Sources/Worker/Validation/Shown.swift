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
}

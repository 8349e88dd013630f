/// A state diagram in Mermaid's notation, with lines in a fixed order.
struct StateDiagram: Sendable {
    /// One arrow; without a start or an end it begins or ends at the diagram's own mark.
    struct Arrow: Hashable, Sendable {
        var from: String?
        var to: String?
        var label: String
    }

    private var arrows: [Arrow] = []

    /// Creates a diagram without arrows.
    init() {}

    /// Adds an arrow; arrows between the same states become one with both labels.
    mutating func add(from: String?, to: String?, _ label: String = "") {
        if let index = arrows.firstIndex(where: { $0.from == from && $0.to == to }) {
            if !label.isEmpty, arrows[index].label != label { arrows[index].label += " / " + label }
        } else {
            arrows.append(Arrow(from: from, to: to, label: label))
        }
    }

    /// The diagram as a fenced block.
    func rendered() -> String {
        var names: [String] = []
        for name in arrows.flatMap({ [$0.from, $0.to] }).compactMap(\.self) where !names.contains(name) {
            names.append(name)
        }
        // A name that is not a plain word needs another by which arrows refer to it.
        let aliases = names.filter { Self.identifier($0) != $0 }.map {
            "    state \"\($0)\" as \(Self.identifier($0))\n"
        }
        let lines = arrows.map { arrow in
            // A second colon or a semicolon would end the label.
            let label = arrow.label.map { $0 == ":" || $0 == ";" ? "," : String($0) }.joined()
            return "    \(arrow.from.map(Self.identifier) ?? "[*]") --> \(arrow.to.map(Self.identifier) ?? "[*]")"
                + (label.isEmpty ? "" : ": " + label) + "\n"
        }
        return "```mermaid\nstateDiagram-v2\n" + aliases.joined() + lines.joined() + "```\n"
    }

    private static func identifier(_ name: String) -> String {
        let words = name.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        return words.joined(separator: "_")
    }
}

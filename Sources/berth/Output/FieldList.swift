/// Named values for people, one to a line, the values in one column.
struct FieldList: Sendable {
    private var fields: [(name: String, value: String)] = []

    /// Creates an empty list.
    init() {}

    /// Adds a line; an empty value is left out.
    mutating func add(_ name: String, _ value: String) {
        guard !value.isEmpty else { return }
        fields.append((Printable.text(name), Printable.text(value)))
    }

    /// The lines, each ended by a line feed.
    func rendered() -> String {
        let width = fields.map(\.name.count).max() ?? 0
        return fields.map { name, value in
            name + String(repeating: " ", count: width - name.count + 2) + value + "\n"
        }.joined()
    }
}

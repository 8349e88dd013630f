import Yams

/// A mapping of a page's YAML, of which every key must be known.
struct FlowMapping {
    private let page: String
    private let path: String
    private let entries: [String: Yams.Node]

    /// Reads a mapping that has these keys and no others.
    ///
    /// - Throws: `FlowError` naming the place.
    init(
        _ node: Yams.Node, page: String, path: String, keys: Set<String>, optional: Set<String> = []
    ) throws(FlowError) {
        self.page = page
        self.path = path
        guard let mapping = node.mapping else { throw FlowError(page: page, problem: "\(path) must be a mapping") }
        var entries: [String: Yams.Node] = [:]
        for (key, value) in mapping { entries[key.string ?? "?"] = value }
        let found = Set(entries.keys)
        let unknown = found.subtracting(keys).subtracting(optional).sorted()
        guard unknown.isEmpty else {
            throw FlowError(page: page, problem: "\(path) has what nobody reads: \(unknown.joined(separator: ", "))")
        }
        let missing = keys.subtracting(found).sorted()
        guard missing.isEmpty else {
            throw FlowError(page: page, problem: "\(path) lacks \(missing.joined(separator: ", "))")
        }
        self.entries = entries
    }

    /// What stands under a key; nil: nothing.
    func node(_ key: String) -> Yams.Node? { entries[key] }

    /// The path of a key, for messages.
    func path(of key: String) -> String { "\(path).\(key)" }

    /// A text that is not empty.
    func text(_ key: String) throws(FlowError) -> String {
        guard let text = entries[key]?.scalar?.string, !text.isEmpty else { throw wrong(key, "must be a text") }
        return text
    }

    /// A list.
    func list(_ key: String) throws(FlowError) -> [Yams.Node] {
        guard let sequence = entries[key]?.sequence else { throw wrong(key, "must be a list") }
        return Array(sequence)
    }

    /// A list of texts.
    func texts(_ key: String) throws(FlowError) -> [String] {
        let nodes = try list(key)
        let texts = nodes.compactMap { $0.scalar?.string }.filter { !$0.isEmpty }
        guard texts.count == nodes.count else { throw wrong(key, "must be a list of texts") }
        return texts
    }

    /// Texts by name.
    func table(_ key: String) throws(FlowError) -> [String: String] {
        guard let node = entries[key] else { return [:] }
        guard let mapping = node.mapping else { throw wrong(key, "must be a mapping") }
        var table: [String: String] = [:]
        for (name, value) in mapping {
            guard let name = name.scalar?.string, let text = value.scalar?.string, !text.isEmpty else {
                throw wrong(key, "must have a text under each name")
            }
            table[name] = text
        }
        return table
    }

    /// The error of a key.
    func wrong(_ key: String, _ problem: String) -> FlowError {
        FlowError(page: page, problem: "\(path(of: key)) \(problem)")
    }
}

import Foundation

/// The pages of `docs/flows`.
enum FlowPages {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "docs/flows")

    /// The names of all pages but the README, in order.
    static let names: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasSuffix(".md") && $0 != "README.md" }.map { String($0.dropLast(3)) }.sorted()
    }()

    /// The text of a page.
    static func text(_ name: String) throws -> String {
        try String(contentsOf: folder.appending(path: "\(name).md"), encoding: .utf8)
    }

    /// What the README says for all pages.
    static func shared() throws -> [String: String] { try FlowParser.shared(text("README"), page: "README") }

    /// The flow of a page.
    static func flow(_ name: String) throws -> Flow {
        try FlowParser.flow(text(name), page: name, shared: shared())
    }
}

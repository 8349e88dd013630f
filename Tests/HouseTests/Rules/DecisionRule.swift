/// Decisions are found: each page is in the index, and each package that Berth depends on has its decision.
enum DecisionRule {
    static let name = "decisions"
    static let index = "docs/decisions/README.md"

    /// Pages of `docs/decisions` that the index does not link.
    static func unlistedPages(paths: [String], indexText: String) -> [Finding] {
        let listed = Set(
            MarkdownLinkRule.links(in: indexText).compactMap { MarkdownLinkRule.resolve($0.target, from: index) })
        return paths.filter { $0.hasPrefix("docs/decisions/") && $0.hasSuffix(".md") && $0 != index }
            .filter { !listed.contains($0) }
            .map { Finding(rule: name, path: $0, line: 0, message: "not listed in \(index)") }
    }

    /// Package dependencies that no decision page mentions.
    static func unexplainedDependencies(manifest: String, pages: [String]) -> [Finding] {
        dependencies(inManifest: manifest).filter { package in
            !pages.contains { $0.lowercased().contains(package.lowercased()) }
        }.map {
            Finding(
                rule: name, path: "Package.swift", line: 0, message: "no page of docs/decisions says why \($0) is used")
        }
    }

    /// The packages' names, the last part of each address without `.git` or `.swift`.
    static func dependencies(inManifest manifest: String) -> [String] {
        manifest.split(separator: "url: \"").dropFirst().compactMap { rest in
            let address = rest.prefix { $0 != "\"" }
            guard var name = address.split(separator: "/").last else { return nil }
            for suffix in [".git", ".swift"] where name.hasSuffix(suffix) {
                name = name.dropLast(suffix.count)
            }
            return String(name)
        }
    }
}

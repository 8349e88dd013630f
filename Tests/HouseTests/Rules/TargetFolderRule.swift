/// Every Swift file belongs to a declared target, and every declared target has files.
enum TargetFolderRule {
    static let name = "target-folders"

    /// The folders of the sources that hold a folder for each target.
    static let folders: Set<String> = ["Sources", "Tests", "Benchmarks"]
    /// All folders that do.
    private static let homes = [["Sources"], ["Tests"], ["Benchmarks"], ["docs", "examples"]]

    /// The names in `.target(name: "X"`, `.testTarget(name: "X"` and so on.
    static func declaredTargets(inManifest manifest: String) -> Set<String> {
        let openings = [".target(", ".executableTarget(", ".testTarget(", ".systemLibrary("]
        return Set(
            openings.flatMap { opening in
                pieces(of: manifest, after: opening).compactMap { rest in
                    let trimmed = rest.drop { $0.isWhitespace }
                    guard trimmed.hasPrefix("name: \"") else { return nil }
                    return String(trimmed.dropFirst(7).prefix { $0 != "\"" })
                }
            })
    }

    static func findings(paths: [String], manifest: String) -> [Finding] {
        let declared = declaredTargets(inManifest: manifest)
        var used: Set<String> = []
        var findings: [Finding] = []
        for path in paths {
            let target = target(of: path)
            if let target { used.insert(target) }
            guard path.hasSuffix(".swift"), path != "Package.swift" else { continue }
            guard let target else {
                findings.append(
                    finding(
                        path,
                        "a Swift file outside of \(homes.map { $0.joined(separator: "/") }) with its target's folder"))
                continue
            }
            if !declared.contains(target) {
                findings.append(finding(path, "no target of Package.swift is named \(target)"))
            }
        }
        return findings
            + declared.subtracting(used).sorted().map { finding("Package.swift", "target \($0) has no files") }
    }

    /// The target in whose folder a file lies; nil: in none.
    private static func target(of path: String) -> String? {
        let folders = path.split(separator: "/").dropLast()
        for home in homes where folders.count > home.count {
            if folders.starts(with: home, by: { $0 == $1 }) { return String(folders[home.count]) }
        }
        return nil
    }

    private static func finding(_ path: String, _ message: String) -> Finding {
        Finding(rule: name, path: path, line: 0, message: message)
    }

    private static func pieces(of text: String, after mark: String) -> [Substring] {
        text.split(separator: mark, omittingEmptySubsequences: false).dropFirst().map { $0 }
    }
}

/// Every Swift file belongs to a declared target, and every declared target has files.
enum TargetFolderRule {
    static let name = "target-folders"

    /// The folders that hold a folder for each target.
    static let folders: Set<String> = ["Sources", "Tests", "Benchmarks"]

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
            let parts = path.split(separator: "/").map(String.init)
            let isInTargetFolder = parts.count > 2 && folders.contains(parts[0])
            if isInTargetFolder {
                used.insert(parts[1])
            }
            guard path.hasSuffix(".swift"), path != "Package.swift" else { continue }
            if !isInTargetFolder {
                findings.append(
                    finding(path, "a Swift file outside of Sources/<target>, Tests/<target> and Benchmarks/<target>"))
            } else if !declared.contains(parts[1]) {
                findings.append(finding(path, "no target of Package.swift is named \(parts[1])"))
            }
        }
        return findings
            + declared.subtracting(used).sorted().map { finding("Package.swift", "target \($0) has no files") }
    }

    private static func finding(_ path: String, _ message: String) -> Finding {
        Finding(rule: name, path: path, line: 0, message: message)
    }

    private static func pieces(of text: String, after mark: String) -> [Substring] {
        text.split(separator: mark, omittingEmptySubsequences: false).dropFirst().map { $0 }
    }
}

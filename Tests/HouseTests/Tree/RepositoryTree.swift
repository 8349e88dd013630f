import Foundation

/// The files of the checkout that this test was compiled from.
struct RepositoryTree {
    /// Every text file's path from the root, ascending.
    let paths: [String]
    private let root: URL

    private static let ignoredFolders: Set<String> = [".git", ".build", ".run", ".swiftpm", "__pycache__", ".vscode"]
    private static let ignoredFiles: Set<String> = ["Package.resolved", ".DS_Store"]

    /// Lists the checkout around a file of this target.
    ///
    /// - Parameter file: a file in `Tests/HouseTests`.
    init(around file: String = #filePath) {
        root = (0..<3).reduce(URL(fileURLWithPath: file).resolvingSymlinksInPath()) { folder, _ in
            folder.deletingLastPathComponent()
        }
        let base = root.path + "/"
        var found: [String] = []
        let walk = FileManager.default.enumerator(at: root, includingPropertiesForKeys: [.isRegularFileKey])
        while let entry = walk?.nextObject() as? URL {
            let name = entry.lastPathComponent
            if Self.ignoredFolders.contains(name) {
                walk?.skipDescendants()
            } else if !Self.ignoredFiles.contains(name), !name.hasSuffix(".log"), Self.isFile(entry) {
                found.append(String(entry.path.dropFirst(base.count)))
            }
        }
        paths = found.sorted()
    }

    private static func isFile(_ url: URL) -> Bool {
        (try? url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true
    }

    /// The text of a file; nil when it is not there or not UTF-8.
    func text(_ path: String) -> String? {
        try? String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    /// Whether a file or folder is there.
    func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root.appendingPathComponent(path).path)
    }

    /// Whether a file may be started.
    func isExecutable(_ path: String) -> Bool {
        FileManager.default.isExecutableFile(atPath: root.appendingPathComponent(path).path)
    }

    /// The hand-written Swift files under the folders that hold targets.
    func swiftFiles() -> [SwiftFile] {
        paths.filter { path in
            path.hasSuffix(".swift") && TargetFolderRule.folders.contains { path.hasPrefix($0 + "/") }
                && !path.contains("/Generated/")
        }.compactMap { path in text(path).map { SwiftFile(path: path, text: $0) } }
    }
}

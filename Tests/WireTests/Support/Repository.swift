import Foundation

/// The files of the repository, found from this file's own place.
enum Repository {
    static let root: URL = {
        // Support, WireTests, Tests, root.
        (0..<4).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent() }
    }()

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    /// Paths below a folder, relative to the root, of the files with this extension, ascending.
    static func files(in folder: String, withExtension suffix: String) throws -> [String] {
        let base = root.appending(path: folder).resolvingSymlinksInPath().path()
        return try FileManager.default.subpathsOfDirectory(atPath: base)
            .filter { $0.hasSuffix(suffix) }.map { "\(folder)/\($0)" }.sorted()
    }
}

import Foundation

/// Where inputs are kept, and where those that fail are put.
enum FuzzFolders {
    private static let package = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The kept inputs of a target: small files, each named after what it shows.
    static func corpus(of target: String) -> URL {
        package.appendingPathComponent("Tests/FuzzTests/Corpora/\(target)")
    }

    /// Inputs that failed; part of no commit until one is moved to the kept ones.
    static func failures() throws -> URL {
        let folder = package.appendingPathComponent(".build/fuzz")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    /// The kept inputs of a target in the order of their names.
    static func inputs(of target: String) throws -> [(name: String, bytes: [UInt8])] {
        let folder = corpus(of: target)
        guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map { name in
            (name, Array(try Data(contentsOf: folder.appendingPathComponent(name))))
        }
    }
}

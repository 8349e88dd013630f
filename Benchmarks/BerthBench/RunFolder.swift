import Foundation

/// The folder of a run, emptied at its start.
struct RunFolder {
    private let root: String

    init(_ path: String) throws {
        guard !path.isEmpty else { throw BenchError("--folder is missing") }
        root = path
        try? FileManager.default.removeItem(atPath: path)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    /// A file or folder in it.
    func path(_ name: String) -> String { root + "/" + name }

    /// Writes a file and returns its path.
    func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: path(name)))
        return path(name)
    }

    /// Removes a file or folder that may be there.
    func remove(_ name: String) { try? FileManager.default.removeItem(atPath: path(name)) }
}

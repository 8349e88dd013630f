import Foundation

/// A file that exists while the worker serves, for scripts and probes.
struct ReadyFile: Sendable {
    let path: String?

    func set(_ isReady: Bool) {
        guard let path else { return }
        if isReady {
            _ = FileManager.default.createFile(
                atPath: path, contents: Data("\(ProcessInfo.processInfo.processIdentifier)\n".utf8))
        } else {
            try? FileManager.default.removeItem(atPath: path)
        }
    }
}

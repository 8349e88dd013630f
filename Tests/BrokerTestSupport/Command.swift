internal import Foundation

/// Runs a program to its end.
enum Command {
    /// Returns what it printed; throws with its output if its exit status is not 0.
    static func run(_ path: String, _ arguments: [String]) async throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [path] + arguments
        process.standardInput = FileHandle.nullDevice
        // A file, not a pipe: what the program leaves running would keep a pipe open.
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("output-\(UUID().uuidString)")
        try Data().write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let output = try FileHandle(forWritingTo: file)
        process.standardOutput = output
        process.standardError = output
        let status: Int32 = try await withCheckedThrowingContinuation { continuation in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
        try output.close()
        let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        guard status == 0 else {
            let command = ([path] + arguments).joined(separator: " ")
            throw TestBroker.Failure(description: "\(command): exit status \(status)\n\(text)")
        }
        return text
    }
}

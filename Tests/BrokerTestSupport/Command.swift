internal import Foundation
internal import Glibc

/// Runs programs.
///
/// Foundation's `Process` is not used: it takes a program for running as long as anything that was started at the
/// same time holds a copy of its descriptors, and the broker and its watchdog run on.
enum Command {
    /// Returns what the program printed; throws with its output if its exit status is not 0.
    static func run(_ path: String, _ arguments: [String]) async throws -> String {
        // A file, not a pipe: what the program leaves running would keep a pipe open.
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("output-\(UUID().uuidString)")
        try Data().write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let output = try FileHandle(forWritingTo: file)
        let process = try spawn([path] + arguments, output: output.fileDescriptor)
        let status: Int32 = await withCheckedContinuation { continuation in
            Thread {
                var status: Int32 = 0
                while waitpid(process, &status, 0) < 0, errno == EINTR {}
                continuation.resume(returning: status)
            }.start()
        }
        try output.close()
        let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        guard status == 0 else {
            let command = ([path] + arguments).joined(separator: " ")
            throw TestBroker.Failure(description: "\(command): status \(status)\n\(text)")
        }
        return text
    }

    /// Starts a program with this input and output, /dev/null without; throws if it cannot.
    @discardableResult
    static func spawn(_ arguments: [String], input: Int32? = nil, output: Int32? = nil) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (descriptor, target) in [(input, 0), (output, 1), (output, 2)] as [(Int32?, Int32)] {
            if let descriptor {
                posix_spawn_file_actions_adddup2(&actions, descriptor, target)
            } else {
                posix_spawn_file_actions_addopen(&actions, target, "/dev/null", O_RDWR, 0)
            }
        }
        // Threads of the concurrency runtime block signals, and a broker that inherits that cannot be stopped by one.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var pointers = arguments.map { strdup($0) } + [nil]
        defer { pointers.forEach { free($0) } }
        var process: pid_t = 0
        guard let program = pointers[0] else { throw TestBroker.Failure(description: "no memory") }
        let error = posix_spawnp(&process, program, &actions, &attributes, &pointers, environ)
        guard error == 0 else {
            throw TestBroker.Failure(description: "\(arguments[0]): \(String(cString: strerror(error)))")
        }
        return process
    }
}

internal import Foundation
package import Glibc

/// A program that a test has started, with what it printed on standard error and output.
///
/// It dies with the thread that started it, and so with the test process.
package final class ChildProcess: Sendable {
    /// How a program ended.
    package enum Ending: Hashable, Sendable {
        case exited(Int32)
        case killed(signal: Int32)
    }

    /// Everything about it that changes.
    package struct Progress: Sendable {
        /// The process number; 0: not started yet.
        package var identifier: pid_t = 0
        /// What it has printed, by line.
        package var lines: [String] = []
        /// How it ended; nil: it runs.
        package var ending: Ending?
        /// Whether everything that it printed is in the lines.
        package var isOutputComplete = false
    }

    /// What is known of it so far.
    package let progress = Observed(Progress())

    /// Starts a program and waits until it runs.
    package static func start(_ program: String, _ arguments: [String], environment: [String: String]) async throws
        -> ChildProcess
    {
        let child = ChildProcess()
        let thread = Thread { child.run(program, arguments, environment) }
        thread.start()
        try await child.progress.wait(for: "the start of \(program)") { $0.identifier != 0 || $0.ending != nil }
        return child
    }

    /// Sends a signal; nothing happens if it has ended.
    package func signal(_ number: Int32) {
        // The lock keeps the identifier from being reaped, and so from being another process's, in between.
        progress.update { if $0.ending == nil, $0.identifier > 0 { kill($0.identifier, number) } }
    }

    /// Waits for its end, with all of its output.
    package func ending(seconds: Int = 60) async throws -> Ending {
        let last = try await progress.wait(for: "the end of the process", seconds: seconds) {
            $0.ending != nil && $0.isOutputComplete
        }
        return last.ending ?? .exited(-1)
    }

    /// Everything printed so far.
    package var output: String { progress.value.lines.joined(separator: "\n") }

    private func run(_ program: String, _ arguments: [String], _ environment: [String: String]) {
        var ends: [Int32] = [0, 0]
        // A socket can be made closed on exec at once; a pipe could leak into what another thread starts in between.
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { return fail("no pair of sockets") }
        let (readEnd, writeEnd) = (ends[0], ends[1])
        let reader = Thread { self.read(readEnd) }
        reader.start()
        // Killed with this thread: a test process that crashes leaves no worker behind.
        let command = ["/usr/bin/setpriv", "--pdeathsig", "KILL", "--", program] + arguments
        let identifier = Self.spawn(command, environment: environment, output: writeEnd)
        close(writeEnd)
        guard let identifier else { return fail("\(program) could not be started") }
        progress.update { $0.identifier = identifier }
        // Waits without reaping, so that no signal can reach another process with the same identifier.
        var info = siginfo_t()
        while waitid(P_PID, id_t(identifier), &info, WEXITED | WNOWAIT) < 0, errno == EINTR {}
        progress.update { progress in
            var status: Int32 = 0
            while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
            let signal = status & 0x7f
            progress.ending = signal == 0 ? .exited((status >> 8) & 0xff) : .killed(signal: signal)
        }
    }

    private func fail(_ why: String) {
        progress.update {
            $0.lines.append(why)
            $0.isOutputComplete = true
            $0.ending = .exited(-1)
        }
    }

    private func read(_ descriptor: Int32) {
        var rest: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            rest += buffer[..<count]
            var lines = rest.split(separator: 10, omittingEmptySubsequences: false)
            rest = Array(lines.removeLast())
            let texts = lines.map { String(decoding: $0, as: UTF8.self) }
            progress.update { $0.lines += texts }
        }
        close(descriptor)
        let last = String(decoding: rest, as: UTF8.self)
        progress.update {
            if !last.isEmpty { $0.lines.append(last) }
            $0.isOutputComplete = true
        }
    }

    private static func spawn(_ command: [String], environment: [String: String], output: Int32) -> pid_t? {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, output, 2)
        // The concurrency runtime's threads may block signals, which a child would inherit.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var words = command.map { strdup($0) } + [nil]
        var variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (words + variables).forEach { free($0) } }
        var identifier: pid_t = 0
        let error = posix_spawn(&identifier, command[0], &actions, &attributes, &words, &variables)
        return error == 0 ? identifier : nil
    }
}

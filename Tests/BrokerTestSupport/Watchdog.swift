internal import Glibc

/// A process that runs a command when this one ends, even by a crash: it waits for the end of a pipe that only this
/// process holds open.
final class Watchdog: Sendable {
    private let writeEnd: Int32

    /// Throws if the process cannot be started.
    init(afterwards command: String) throws {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw TestBroker.Failure(description: "no pipe") }
        // Closed on exec, or other programs would hold the pipe open.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        writeEnd = ends[1]
        try Command.spawn(["setsid", "/bin/sh", "-c", "read -r _; \(command)"], input: ends[0])
        close(ends[0])
    }

    deinit { close(writeEnd) }
}

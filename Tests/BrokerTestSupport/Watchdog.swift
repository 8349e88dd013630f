internal import Foundation
internal import Glibc

/// A process that runs a command when this one ends, even by a crash: it waits for the end of a pipe that only this process
/// holds open.
final class Watchdog: Sendable {
    private let writeEnd: Int32

    /// Throws if the process cannot be started.
    init(afterwards command: String) throws {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw TestBroker.Failure(description: "no pipe") }
        // Closed on exec, or the broker would hold the pipe open.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        writeEnd = ends[1]
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["setsid", "/bin/sh", "-c", "read -r _; \(command)"]
        process.standardInput = FileHandle(fileDescriptor: ends[0], closeOnDealloc: true)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    deinit { close(writeEnd) }
}

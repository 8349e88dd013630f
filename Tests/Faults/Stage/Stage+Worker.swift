import EndToEndTestSupport
import Glibc
import Worker

/// What is done to the worker's process.
extension Stage {
    /// Moments of a start.
    private static let moments: [LogMessage] = [.starting, .stateLoaded, .brokerConnected, .consuming]
    /// Lines in the middle of work; those of single requests are written at level debug only.
    private static let lines: [LogMessage] = [.requestApplied, .requestRefused, .requestRepeated, .deadLettered]

    mutating func killWorker() async throws {
        try await worker.kill()
        try await serve()
    }

    /// Kills it, and the next one at a moment of its start.
    mutating func killWorkerAtStart(_ generator: inout SeededGenerator) async throws {
        try await worker.kill()
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
            let starting = try await launch()
            try await starting.line(Self.moments.randomElement(using: &generator) ?? .starting)
            try await starting.kill()
        }
        try await serve()
    }

    /// Kills it as soon as it logs a certain line again.
    mutating func killWorkerAtLine(_ generator: inout SeededGenerator) async throws {
        let line = Self.lines.randomElement(using: &generator) ?? .requestRefused
        _ = try? await worker.next([line], after: worker.mark, seconds: 5)
        try await killWorker()
    }

    mutating func restartWorker() async throws {
        let ending = try await worker.stop()
        try expect(ending == .exited(0), "told to stop, the worker ended with \(ending)")
        try await serve()
    }

    /// Stops the process without its knowing, as a virtual machine is stopped that moves.
    mutating func pauseWorker(_ duration: Duration, _ generator: inout SeededGenerator) async throws {
        worker.child.signal(SIGSTOP)
        try await pass(Bool.random(using: &generator) ? duration : duration * 3)
        worker.child.signal(SIGCONT)
    }
}

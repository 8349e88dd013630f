import Foundation

/// `berthd` as it is deployed, on a store of the run.
struct WorkerProgram {
    let options: Options
    let folder: RunFolder

    /// Starts the worker.
    func start() throws -> Program {
        folder.remove("ready")
        return try Program(
            options.worker,
            [
                "--broker", "amqp://guest:guest@127.0.0.1:\(options.port)/%2F", "--data-dir", folder.path("data"),
                "--ready-file", folder.path("ready"),
            ], log: folder.path("berthd.log"))
    }

    /// Starts the worker and waits until it consumes.
    ///
    /// - Returns: the worker, and how long that took in seconds.
    func startAndWait() async throws -> (Program, seconds: Double) {
        let clock = ContinuousClock(), begin = clock.now
        let program = try start()
        while !FileManager.default.fileExists(atPath: folder.path("ready")) {
            guard program.isRunning, clock.now < begin + .seconds(60) else {
                throw BenchError("the worker does not consume; see \(folder.path("berthd.log"))")
            }
            try await clock.sleep(for: .milliseconds(2))
        }
        return (program, begin.duration(to: clock.now) / .seconds(1))
    }
}

import Foundation

/// (f) Open loop at half of the peak: requests are sent when they are due, whatever comes back.
struct OpenLoopBenchmark {
    let options: Options
    let folder: RunFolder
    let worker: WorkerProgram
    let peak: Double

    private static let seconds = 10.0

    func run(_ requests: inout Requests) async throws -> [Figure] {
        let rate = (peak / 2).rounded()
        let (program, _) = try await worker.startAndWait()
        defer { program.end(SIGTERM) }
        let file = try folder.write("requests", Requests.file(try requests.claims(Int(rate * Self.seconds))))
        let values = try Program(
            options.reference, ["open", "\(options.port)", "\(Int(rate))", file, "berth.requests"]
        ).values()
        return ["p50", "p99"].map { name in
            Figure(
                letter: "f", title: "open loop at \(Int(rate)) per second, \(name)", unit: "ms",
                value: Sample(values: [(values["open_\(name)_ns"] ?? .nan) / 1e6]))
        }
    }
}

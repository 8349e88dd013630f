import Foundation

/// (b) One request in flight: blocks of calls to the worker and to a server without Berth that consumes, writes 4 KiB
/// with one fdatasync, and replies.
struct CallBenchmark {
    let options: Options
    let folder: RunFolder
    let worker: WorkerProgram

    private static let calls = 1_000
    private static let block = 50

    func run(_ requests: inout Requests) async throws -> [Figure] {
        let (program, _) = try await worker.startAndWait()
        defer { program.end(SIGTERM) }
        let echo = try Program(
            options.reference,
            ["echo", "\(options.port)", BrokerControl.echo, BrokerControl.samples, folder.path("echo")])
        defer { echo.end(SIGKILL) }
        var values: [[String: Double]] = []
        for _ in 0..<options.rounds {
            let file = try folder.write("requests", Requests.file(try requests.claims(2 * Self.calls)))
            let arguments = ["\(options.port)", "\(Self.block)", file, "berth.requests", BrokerControl.echo]
            values.append(try Program(options.reference, ["call"] + arguments).values())
        }
        return [("p50", 1.5 as Double?), ("p99", nil)].map { name, aim in
            Figure(
                letter: "b", title: "a call, one in flight, \(name)", unit: "ms",
                value: Sample(values: values.map { ($0["first_\(name)_ns"] ?? .nan) / 1e6 }),
                reference: Sample(values: values.map { ($0["second_\(name)_ns"] ?? .nan) / 1e6 }),
                aim: aim.map { .atMost($0) } ?? .none)
        }
    }
}

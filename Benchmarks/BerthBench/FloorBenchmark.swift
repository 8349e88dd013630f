import Foundation

/// (a) The worker against the floor: both drain the same requests from the same queue, one after the other.
struct FloorBenchmark {
    let options: Options
    let folder: RunFolder
    let control: BrokerControl
    let worker: WorkerProgram
    let eventKey: String

    private enum Side {
        case worker
        case floor
    }

    func run(_ requests: inout Requests) async throws -> [Figure] {
        var results: [Side: [Drain.Result]] = [:]
        for round in 0..<options.rounds {
            let file = try folder.write("requests", Requests.file(try requests.claims(options.requests)))
            for side in round % 2 == 0 ? [Side.worker, .floor] : [.floor, .worker] {
                results[side, default: []].append(try await drain(file, side))
            }
        }
        let ours = results[.worker] ?? [], theirs = results[.floor] ?? []
        return [
            Figure(
                letter: "a", title: "worker against the floor", unit: "requests per second",
                value: Sample(values: ours.map(\.perSecond)), reference: Sample(values: theirs.map(\.perSecond)),
                aim: .atLeast(0.8)),
            Figure(
                letter: "a", title: "events", unit: "per request", value: Sample(values: ours.map(\.events)),
                reference: Sample(values: theirs.map(\.events))),
        ] + shares("of the consumer", ours.map(\.consumer), theirs.map(\.consumer))
            + shares("of the broker", ours.map(\.broker), theirs.map(\.broker))
    }

    private func shares(_ whose: String, _ ours: [ProcessorTime], _ theirs: [ProcessorTime]) -> [Figure] {
        [("user", \ProcessorTime.user), ("system", \.system)].map { name, path in
            Figure(
                letter: "a", title: "processor time \(whose), \(name)", unit: "us per request",
                value: Sample(values: ours.map { $0[keyPath: path] }),
                reference: Sample(values: theirs.map { $0[keyPath: path] }))
        }
    }

    private func drain(_ file: String, _ side: Side) async throws -> Drain.Result {
        _ = try Program(
            options.reference, ["fill", "\(options.port)", "berth.requests", BrokerControl.replies, file]
        ).values()
        let program = try start(side)
        defer { program.end(side == .worker ? SIGTERM : SIGKILL) }
        let result = try await Drain(control: control, brokerProcess: options.brokerProcess)
            .watch(options.requests, by: program)
        try await control.purge()
        return result
    }

    private func start(_ side: Side) throws -> Program {
        switch side {
        case .worker: try worker.start()
        case .floor:
            try Program(
                options.reference,
                [
                    "floor", "\(options.port)", BrokerControl.requests, BrokerControl.samples, "berth.events", eventKey,
                ])
        }
    }
}

import Foundation

/// (a), (b), (e), (f) and (j): the real worker on a real broker and a real store.
struct WorkerBenchmarks {
    let options: Options
    let folder: RunFolder

    func run(_ report: inout Report) async throws {
        let control = try await BrokerControl(port: options.port)
        let worker = WorkerProgram(options: options, folder: folder)
        var requests = Requests()
        let key = try await prepare(control, worker, &requests)
        var peak: Double?
        if options.measures("a") || options.measures("e") {
            let figures = try await FloorBenchmark(
                options: options, folder: folder, control: control, worker: worker, eventKey: key
            ).run(&requests)
            peak = figures.first?.value.median
            report.add(figures)
        }
        if options.measures("b") {
            report.add(try await CallBenchmark(options: options, folder: folder, worker: worker).run(&requests))
        }
        if options.measures("f") {
            report.add(
                try await OpenLoopBenchmark(options: options, folder: folder, worker: worker, peak: peak ?? 5_000)
                    .run(&requests))
        }
        if options.measures("j") {
            report.add(
                try await BusyAuditBenchmark(options: options, folder: folder, worker: worker, control: control)
                    .run(&requests))
        }
        if options.measures("e") { report.add(try await RestartBenchmark(options: options, worker: worker).run()) }
    }

    /// Reports all nodes and claims once, so that there are samples of a reply and an event.
    private func prepare(
        _ control: BrokerControl, _ worker: WorkerProgram, _ requests: inout Requests
    ) async throws -> String {
        try await control.removeOld()
        try await control.declare()
        let (program, _) = try await worker.startAndWait()
        defer { program.end(SIGTERM) }
        let reports = try Requests.reports()
        try await drain(reports, program, control)
        try await control.purge()
        try await drain(try requests.claims(1), program, control)
        return try await control.keepSamples(copies: 2 * options.rounds + 2)
    }

    private func drain(_ entries: [Requests.Entry], _ program: Program, _ control: BrokerControl) async throws {
        try fill(entries)
        let clock = ContinuousClock(), deadline = clock.now + .seconds(60)
        while try await control.count(BrokerControl.replies) < entries.count {
            guard program.isRunning, clock.now < deadline else {
                throw BenchError("the worker does not answer; see \(folder.path("berthd.log"))")
            }
            try await clock.sleep(for: .milliseconds(10))
        }
    }

    private func fill(_ entries: [Requests.Entry]) throws {
        let file = try folder.write("requests", Requests.file(entries))
        _ = try Program(
            options.reference, ["fill", "\(options.port)", "berth.requests", BrokerControl.replies, file]
        ).values()
    }
}

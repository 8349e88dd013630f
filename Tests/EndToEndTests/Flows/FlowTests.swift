import EndToEndTestSupport
import Testing
import Wire

/// The walk-throughs of `docs/flows`, sent to real workers over a real broker.
@Suite("Walk-throughs of docs/flows", .timeLimit(.minutes(5)))
struct FlowTests {
    @Test("Every step leads to what the page says", arguments: FlowPages.names, FlowSite.Kind.allCases)
    func success(_ name: String, _ kind: FlowSite.Kind) async throws {
        let (flow, shared, caller) = try await prepare(name, kind)
        let run = try await FlowRun.begin(flow, shared, on: caller)
        try await run.take(flow.steps, isChecked: true)
        if let end = flow.steps.last?.after { try await run.expectFree(end, "at its end") }
    }

    @Test(
        "Where a step fails, what the page says to send leaves nothing held that should not be",
        arguments: FlowPages.names, FlowSite.Kind.allCases)
    func failure(_ name: String, _ kind: FlowSite.Kind) async throws {
        let (flow, shared, caller) = try await prepare(name, kind)
        for (index, step) in flow.steps.enumerated() {
            let run = try await FlowRun.begin(flow, shared, on: caller)
            try await run.take(flow.steps[..<index])
            try await run.fail(step, "where \(step.id) failed")
        }
    }

    @Test(
        "The same where the step took effect and its answer was lost, unless the page says to ask first",
        arguments: FlowPages.names, FlowSite.Kind.allCases)
    func lostAnswer(_ name: String, _ kind: FlowSite.Kind) async throws {
        let (flow, shared, caller) = try await prepare(name, kind)
        for (index, step) in flow.steps.enumerated() where step.lostAnswer == .failurePath {
            let run = try await FlowRun.begin(flow, shared, on: caller)
            try await run.take(flow.steps[...index])
            try await run.fail(step, "where the answer to \(step.id) was lost")
        }
    }

    private func prepare(
        _ name: String, _ kind: FlowSite.Kind
    ) async throws -> (Flow, [String: String], EndToEndTestSupport.Caller) {
        (try FlowPages.flow(name), try FlowPages.shared(), try await FlowSite.get(kind).caller)
    }
}

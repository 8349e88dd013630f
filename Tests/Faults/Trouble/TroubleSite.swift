import BrokerTestSupport
import EndToEndTestSupport
import Foundation
import Testing
import Wire
import Worker

/// A worker with switches and a ready file, and one caller: what a test of a single failure works with.
struct TroubleSite {
    let site: Site
    let control: FaultControl
    let caller: Caller
    private let arguments: [String]

    /// The file that exists while the worker serves.
    static let readyFile = "ready"

    /// A fresh site, on the broker that all tests share unless another is given.
    static func make(_ arguments: [String] = [], on broker: TestBroker? = nil) async throws -> TroubleSite {
        let site: Site = if let broker { try await .make(on: broker) } else { try await .make() }
        let control = try FaultControl(path: site.path("control"), folder: site.path())
        return TroubleSite(
            site: site, control: control, caller: try await .open(site.url), arguments: arguments)
    }

    /// Whether the worker says that it serves.
    var isReady: Bool { site.exists(Self.readyFile) }

    /// Starts a worker, without waiting for anything.
    func launch(_ arguments: [String] = [], url: String? = nil) async throws -> WorkerProcess {
        try await WorkerProcess.launch(
            [
                "--broker", url ?? site.url, "--data-dir", site.path(), "--ready-file", site.path(Self.readyFile),
            ] + self.arguments + arguments, environment: try control.environment)
    }

    /// Starts a worker, and waits until it consumes.
    func serve(_ arguments: [String] = [], url: String? = nil) async throws -> WorkerProcess {
        let worker = try await launch(arguments, url: url)
        try await worker.ready()
        return worker
    }

    /// Claims on a host; tells nothing about the answer.
    func claim(_ host: String) throws -> Call { try Fixture.claim(host, Fixture.instance(Fixture.uuid())) }

    /// Stops the worker, and expects that everything that was answered is in its store, and the store sound.
    func expectDurable(_ answered: [String: Reply], _ worker: WorkerProcess) async throws {
        for (key, reply) in answered {
            let outcome = try await caller.outcome(key, host: "any")
            #expect(Int64(outcome.status) == reply.status && outcome.position == reply.position ?? 0)
        }
        #expect(try await worker.stop() == .exited(0))
        #expect(!isReady)
        let report = try await StoreVerification.verify(dataDirectory: site.path())
        #expect(report.findings.isEmpty && report.outbox == 0)
        await caller.close()
    }
}

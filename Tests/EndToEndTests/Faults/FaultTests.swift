import BrokerTestSupport
import Testing
import Worker

/// Faults under load; each test has a worker, and the last one a broker, of its own.
@Suite("A worker under load", .serialized, .timeLimit(.minutes(5)))
struct FaultTests {
    private static let lanes = 24
    /// Where in its start a worker is killed once more; nil: nowhere.
    private static let moments: [LogMessage?] = [.starting, .stateLoaded, .brokerConnected, nil, nil, nil]

    @Test("Killed at 20 random moments, it gives every request one effect and one answer, and events no gap")
    func workerKilled() async throws {
        let seed = UInt64.random(in: 0..<1_000_000)
        print("seed of the killed worker: \(seed)")
        var generator = SeededGenerator(seed: seed)
        try await underLoad(on: try await Site.make(), seed: seed) { site, load, worker in
            var worker = worker
            for _ in 0..<20 {
                let replies = Int.random(in: 0...120, using: &generator)
                if replies > 0 { try await load.pass(replies) }
                try await worker.kill()
                if let moment = Self.moments.randomElement(using: &generator) ?? nil {
                    let starting = try await site.launch()
                    try await starting.line(moment)
                    try await starting.kill()
                }
                worker = try await site.serve()
            }
            try await load.pass(20)
            return worker
        }
    }

    @Test("Cut off by the broker again and again, it recovers by itself with the same guarantee")
    func connectionsClosed() async throws {
        let site = try await Site.make()
        try await underLoad(on: site, seed: 1) { site, load, worker in
            for _ in 0..<3 {
                try await load.pass(50)
                try await site.broker.closeAllConnections(reason: "test", virtualHost: site.virtualHost)
            }
            try await load.pass(50)
            try await worker.line(.consumerInterrupted)
            return worker
        }
    }

    @Test("When the broker is killed, and stopped, and comes back, it recovers by itself with the same guarantee")
    func brokerRestarted() async throws {
        let broker = try await TestBroker.dedicated()
        try await underLoad(on: try await Site.make(on: broker), seed: 2) { _, load, worker in
            try await load.pass(100)
            try await broker.kill()
            try await broker.start()
            try await load.pass(100)
            try await broker.stopApplication()
            try await broker.startApplication()
            try await load.pass(100)
            try await worker.line(.consumerInterrupted)
            return worker
        }
    }

    /// Runs a load while something happens, then checks what must be true afterwards.
    private func underLoad(
        on site: Site, seed: UInt64, _ happen: (Site, Load, WorkerProcess) async throws -> WorkerProcess
    ) async throws {
        let events = try await EventSubscriber.open(site.url)
        let first = try await site.serve()
        let caller = try await Caller.open(site.url)
        let dead = try await DeadLetters.open(site.url)
        let load = try await Load.prepare(caller, lanes: Self.lanes, seed: seed)
        async let record = load.run()
        let last: WorkerProcess
        do {
            last = try await happen(site, load, first)
            load.stop()
        } catch {
            load.stop()
            throw error
        }
        let guarantee = Guarantee(site: site, caller: caller, events: events, dead: dead, record: try await record)
        try await guarantee.check(last)
        await caller.close()
        await events.close()
        await dead.close()
    }
}

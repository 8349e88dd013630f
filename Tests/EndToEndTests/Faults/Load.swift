import AMQP
import Foundation
import Synchronization
import Wire

/// Many callers at once, each claiming and aborting instances of its own and remembering what it was told.
final class Load: Sendable {
    /// What one caller was told about one request.
    struct Told: Sendable {
        let host: String
        let isClaim: Bool
        let instance: String
        let reply: Reply
    }

    /// Everything that was told.
    struct Record: Sendable {
        var requests: [String: Told] = [:]
        /// What must be held now, by host.
        var held: [String: Set<String>] = [:]
        /// Casts that must have been refused and parked, with their hosts.
        var parked: [String: String] = [:]
    }

    /// How many replies have come.
    let progress = Observed(0)
    let hosts: [String]
    private let caller: Caller
    private let lanes: Int
    private let seed: UInt64
    private let isStopped = Atomic(false)

    /// Reports the nodes that the load works on; some claims will not fit on them.
    static func prepare(_ caller: Caller, lanes: Int, seed: UInt64) async throws -> Load {
        let hosts = (0..<6).map { _ in Fixture.host("load") }
        for host in hosts { try await caller.report(host, Fixture.inventory(vcpus: 24)) }
        return Load(caller, lanes, hosts, seed)
    }

    private init(_ caller: Caller, _ lanes: Int, _ hosts: [String], _ seed: UInt64) {
        self.caller = caller
        self.lanes = lanes
        self.hosts = hosts
        self.seed = seed
    }

    /// Lets every caller finish its request and end.
    func stop() { isStopped.store(true, ordering: .relaxed) }

    /// Runs until it is stopped, and returns what was told.
    func run() async throws -> Record {
        try await withThrowingTaskGroup(of: Record.self) { group in
            for lane in 0..<lanes { group.addTask { try await self.run(lane: lane) } }
            return try await group.reduce(into: Record()) { all, one in
                all.requests.merge(one.requests) { first, _ in first }
                all.held.merge(one.held) { $0.union($1) }
                all.parked.merge(one.parked) { first, _ in first }
            }
        }
    }

    private func run(lane: Int) async throws -> Record {
        var generator = SeededGenerator(seed: seed &+ UInt64(lane) &* 7_919)
        let host = hosts[lane % hosts.count]
        var record = Record(held: [host: []])
        while !isStopped.load(ordering: .relaxed) {
            let held = record.held[host, default: []]
            let victim = held.sorted().randomElement(using: &generator)
            if Int.random(in: 0..<10, using: &generator) == 0 {
                let cast = try Fixture.claim(host, Fixture.instance(Fixture.uuid(), vcpus: 1_000)).asCast
                try await caller.send(cast)
                record.parked[cast.key] = host
            } else if let victim, Int.random(in: 0..<10, using: &generator) < 4 {
                try await send(Fixture.abort(host, victim), isClaim: false, victim, host, &generator, &record)
            } else {
                let instance = Fixture.instance(
                    Fixture.uuid(), vcpus: Int64.random(in: 1...4, using: &generator), memory: 256, disk: 1)
                try await send(
                    Fixture.claim(host, instance), isClaim: true, instance.uuid, host, &generator, &record)
            }
        }
        return record
    }

    private func send(
        _ call: Call, isClaim: Bool, _ instance: String, _ host: String, _ generator: inout SeededGenerator,
        _ record: inout Record
    ) async throws {
        // Now and then a caller loses patience at once and sends the same request twice.
        if Int.random(in: 0..<10, using: &generator) == 0 { try await caller.send(call, correlationID: call.key) }
        let reply = try await caller.callPatiently(call)
        if reply.code == .ok {
            if isClaim { record.held[host]?.insert(instance) } else { record.held[host]?.remove(instance) }
        }
        record.requests[call.key] = Told(host: host, isClaim: isClaim, instance: instance, reply: reply)
        progress.update { $0 += 1 }
    }

    /// Waits until so many more replies have come.
    func pass(_ replies: Int) async throws {
        let goal = progress.value + replies
        try await progress.wait(for: "\(goal) replies", seconds: 120) { $0 >= goal }
    }
}

import AMQP
import EndToEndTestSupport
import SwiftProtobuf
import Synchronization
import Wire

/// One caller's work: a request after the other, on one host, about instances of its own.
struct Lane {
    private let host: String
    private let load: Load
    private let caller: Caller
    private var generator: SeededGenerator
    /// What this lane holds, with the amounts.
    private var held: [String: (vcpus: Int64, memory: Int64)] = [:]
    /// Keys that may be sent again.
    private var recent: [String] = []

    private static let remembered = 30

    init(number: Int, host: String, load: Load) {
        self.host = host
        self.load = load
        caller = load.callers[abs(number) % load.callers.count]
        generator = SeededGenerator(seed: load.plan.seed &+ UInt64(bitPattern: Int64(number)) &* 7_919)
        // Lanes that report nodes have the same number: their hosts tell them apart.
        if number < 0 { for byte in host.utf8 { for _ in 0...byte { _ = generator.next() } } }
    }

    /// Does one thing.
    mutating func step() async throws {
        let operation = load.plan.draw(using: &generator)
        load.record.withLock { $0.counts[operation, default: 0] += 1 }
        switch operation {
        case .claim: try await claim()
        case .castClaim: try await castClaim(vcpus: Int64.random(in: 1...4, using: &generator))
        case .castTooLarge: try await castClaim(vcpus: 1_000)
        case .abort: try await withVictim(.abort) { host, uuid, key, _ in try Fixture.abort(host, uuid, key: key) }
        case .update: try await withVictim(.update) { try Self.state("active", $0, $1, $2, $3) }
        case .delete: try await withVictim(.delete) { try Self.state("deleted", $0, $1, $2, $3) }
        case .readNode: try await readNode()
        case .checkFit: try await checkFit()
        case .rehearse: try await rehearse()
        case .repeatKey: try await repeatKey()
        case .reuseKey: try await reuseKey()
        case .garbage: try await garbage()
        }
    }

    /// Reports the host's node.
    mutating func report() async throws {
        var inventory = Fixture.inventory(vcpus: load.plan.vcpus, memory: load.plan.memory)
        inventory.pciDevices = LoadDevices.card(load.plan.functions).shuffled(using: &generator)
        let call = try Fixture.report(host, inventory).with { $0.properties.messageID = generator.uuid() }
        let capacity = Amounts(vcpus: load.plan.vcpus, memory: load.plan.memory, functions: load.plan.functions)
        _ = try await change(call, host, .report(capacity))
    }

    // MARK: - Changes

    private mutating func newInstance(vcpus: Int64) -> (Berth_Tracker_V1_Instance, Change.Effect) {
        let memory = Int64.random(in: 1...8, using: &generator) * 256
        // Half of them ask for no function, some for more than there are at times.
        let functions = load.plan.functions == 0 ? 0 : max(0, Int.random(in: -2...3, using: &generator))
        var instance = Fixture.instance(generator.uuid(), vcpus: vcpus, memory: memory, disk: 1)
        instance.pciRequests = LoadDevices.requests(functions)
        return (instance, .claim(Amounts(vcpus: vcpus, memory: memory, functions: functions)))
    }

    private mutating func claim() async throws {
        let (instance, effect) = newInstance(vcpus: Int64.random(in: 1...4, using: &generator))
        let call = try inSomeForm(
            Fixture.claim(host, instance, key: generator.uuid()), as: Berth_Tracker_V1_ClaimInstanceRequest.self)
        let reply = try await change(call, instance.uuid, effect)
        if reply.code == .ok { held[instance.uuid] = (instance.flavor.vcpus, instance.flavor.memoryMb) }
    }

    private mutating func castClaim(vcpus: Int64) async throws {
        let (instance, effect) = newInstance(vcpus: vcpus)
        let call = try Fixture.claim(host, instance, key: generator.uuid()).asCast
        let lost = load.losses.value
        // Noted before it is sent: whatever happens to it, it must be accounted for.
        load.note(Change(call: call, host: host, instance: instance.uuid, effect: effect, lossesBefore: lost))
        try await caller.send(call, attempts: 10_000)
        remember(call.key)
    }

    private mutating func withVictim(
        _ effect: Change.Effect,
        _ make: (String, String, String, (vcpus: Int64, memory: Int64)) throws -> Call
    ) async throws {
        guard let victim = held.keys.sorted().randomElement(using: &generator), let amounts = held[victim] else {
            return try await claim()
        }
        let reply = try await change(make(host, victim, generator.uuid(), amounts), victim, effect)
        if case .update = effect { return }
        if reply.code == .ok { held[victim] = nil }
    }

    private static func state(
        _ state: String, _ host: String, _ uuid: String, _ key: String, _ amounts: (vcpus: Int64, memory: Int64)
    ) throws -> Call {
        let instance = Fixture.instance(uuid, vcpus: amounts.vcpus, memory: amounts.memory, disk: 1, state: state)
        return try Fixture.update(host, instance).with { $0.properties.messageID = key }
    }

    /// Sends a request that changes something, and notes what it was told.
    private mutating func change(_ call: Call, _ instance: String, _ effect: Change.Effect) async throws -> Reply {
        var change = Change(
            call: call, host: host, instance: instance, effect: effect, lossesBefore: load.losses.value)
        if Int.random(in: 0..<100, using: &generator) < load.plan.percentImpatient {
            try await caller.send(call, attempts: 10_000)
        }
        let reply = try await caller.ask(call, leavesKey: true, losses: load.losses)
        change.reply = reply
        load.note(change)
        remember(call.key)
        return reply
    }

    private mutating func remember(_ key: String) {
        recent.append(key)
        if recent.count > Self.remembered { recent.removeFirst() }
    }

    private mutating func inSomeForm<M: Message>(_ call: Call, as type: M.Type) throws -> Call {
        guard Int.random(in: 0..<100, using: &generator) < load.plan.percentJSON else { return call }
        let json = try MessageCodec(.json).encode(try type.init(serializedBytes: call.body))
        return call.with {
            $0.body = json
            $0.properties.contentType = ContentType.json.rawValue
        }
    }
}

// MARK: - What changes nothing

extension Lane {
    private mutating func readNode() async throws {
        let reply = try await caller.ask(Fixture.getNode(host), leavesKey: false, losses: load.losses)
        let node = try reply.read(Berth_Tracker_V1_GetNodeResponse.self)
        let reading = NodeReading(
            host: host, position: reply.position ?? -1, vcpus: node.node.usage.vcpusUsed,
            instances: Set(node.grants.map(\.instanceUuid)), functions: LoadDevices.holders(node.grants))
        load.record.withLock { $0.readings.append(reading) }
    }

    private mutating func checkFit() async throws {
        let (instance, _) = newInstance(vcpus: 1)
        let request = Berth_Tracker_V1_CheckFitRequest.with {
            $0.host = host
            $0.nodes = [host]
            $0.instance = instance
        }
        let reply = try await caller.ask(Call(.checkFit, host, request), leavesKey: false, losses: load.losses)
        if reply.code != .ok { complain("a question was answered \(reply.code)") }
    }

    private mutating func rehearse() async throws {
        let (instance, _) = newInstance(vcpus: 1)
        let claim = try Fixture.claim(host, instance, key: generator.uuid()).with {
            $0.properties.headers = [HeaderName.rehearse: "1"]
        }
        let reply = try await caller.ask(claim, leavesKey: false, losses: load.losses)
        if !reply.isRehearsal || reply.code != .ok { complain("rehearsal \(claim.key) was answered \(reply.code)") }
        load.record.withLock { $0.rehearsals[claim.key] = host }
    }

    private mutating func repeatKey() async throws {
        let change = recent.randomElement(using: &generator).flatMap { key in load.record.withLock { $0.changes[key] } }
        guard let change, change.lossesBefore == load.losses.value else { return try await readNode() }
        var call = change.call
        call.isCall = true
        let reply = try await caller.ask(call, leavesKey: true, losses: load.losses)
        // What was taken for guilty of a kill from outside is looked at afterwards.
        if change.reply?.code == .internal || reply.code == .internal { return }
        if let first = change.reply, !reply.saysTheSame(as: first) {
            complain("repeated request \(call.key) was answered otherwise than before")
        }
        if !reply.isReplayed, load.losses.value == change.lossesBefore {
            complain("repeated request \(call.key) was decided again")
        }
    }

    private mutating func reuseKey() async throws {
        let change = recent.randomElement(using: &generator).flatMap { key in load.record.withLock { $0.changes[key] } }
        guard let change, change.lossesBefore == load.losses.value else { return try await readNode() }
        let (instance, _) = newInstance(vcpus: 1)
        let other = try Fixture.claim(host, instance, key: change.call.key)
        let reply = try await caller.ask(other, leavesKey: true, losses: load.losses)
        if reply.reason != "IDEMPOTENCY_KEY_REUSED", load.losses.value == change.lossesBefore {
            complain("another request under the key \(change.call.key) was answered \(reply.code) \(reply.reason)")
        }
    }

    private mutating func garbage() async throws {
        let bytes: [UInt8] = [0xFF, 0xFF, 0xFF, 0x0F] + generator.uuid().utf8
        let call = Call(.claimInstance, host, bytes: bytes, key: generator.uuid()).with {
            $0.isCall = false
            $0.properties.contentType = ContentType.protobuf.rawValue
        }
        load.park(call, reason: "UNDECODABLE")
        try await caller.send(call, attempts: 10_000)
    }

    private func complain(_ what: String) { load.record.withLock { $0.complaints.append(what) } }
}

extension Reply {
    /// Whether status, position and body are the same.
    func saysTheSame(as other: Reply) -> Bool {
        status == other.status && position == other.position && body == other.body
    }
}

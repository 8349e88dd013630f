import AMQP
import EndToEndTestSupport
import Journal
import Synchronization
import Wire
import Worker

/// What must be true after any faults: every request had exactly one effect and one recorded answer, and everybody was
/// told the same about it.
struct Proof {
    let site: Site
    let load: Load
    let events: EventSubscriber
    let dead: DeadLetters
    private(set) var findings: [String] = []
    /// What was sent, with the answers that were asked for afterwards.
    private var changes: [String: Change] = [:]
    /// What became of requests, as the worker says.
    private var outcomes: [String: Berth_Tracker_V1_GetOutcomeResponse] = [:]
    private var model = AnswerModel()
    /// Messages that were taken for guilty of the worker's death, since it was killed from outside whenever they were
    /// begun; the worker cannot know better.
    private(set) var convicted: Set<String> = []

    private static let parallel = 24
    private static let repeated = 80

    init(site: Site, load: Load, events: EventSubscriber, dead: DeadLetters) {
        self.site = site
        self.load = load
        self.events = events
        self.dead = dead
    }

    /// Asks a serving worker for everything it knows, stops it, and examines what it leaves.
    mutating func examine(_ worker: WorkerProcess) async throws {
        let record = load.record.withLock { $0 }
        changes = record.changes
        findings += record.complaints.map { "complaint: \($0)" }
        findConvicted()
        try await sendLostAgain()
        try await askOutcomes(record)
        leaveOutConvicted()
        try await askForMissingAnswers()
        try await repeatSome()
        checkReplies()
        try checkOrder(record.readings)
        try await checkNodes()
        let ending = try await worker.stop()
        if ending != .exited(0) { find("told to stop, the worker ended with \(ending)") }
        try await checkStore(record)
    }

    private mutating func find(_ finding: String) {
        // A first error can have many consequences; the first ones tell enough.
        if findings.count < 40 { findings.append(finding) }
    }

    // MARK: - The innocent convicted

    /// What a caller was told of a conviction is not what its key says, if the effect was there before.
    private mutating func findConvicted() {
        let letters = dead.seen.value.filter { $0.header(HeaderName.deadReason) == "CRASHED_WORKER" }
        convicted = Set(letters.compactMap(\.properties.messageID))
        for key in convicted { changes[key]?.reply = nil }
    }

    /// Those that were convicted before they had an effect have none.
    private mutating func leaveOutConvicted() {
        for key in convicted where outcomes[key]?.state == .dead { changes[key] = nil }
    }

    // MARK: - Outcomes

    /// What was in a queue that was deleted is lost, and its sender sends it again.
    private func sendLostAgain() async throws {
        let losses = load.losses.value
        let doubtful = changes.values.filter { $0.reply == nil && $0.lossesBefore < losses }
        for change in doubtful { try await load.callers[0].send(change.call, attempts: 10_000) }
    }

    private mutating func askOutcomes(_ record: LoadRecord) async throws {
        let keys = changes.values.map { ($0.call.key, $0.host) } + record.rehearsals.map { ($0.key, $0.value) }
        let load = load
        var answers: [String: Berth_Tracker_V1_GetOutcomeResponse] = [:]
        try await inParallel(keys) { caller, key in
            (key.0, try await caller.outcomePatiently(key.0, host: key.1, losses: load.losses))
        } take: {
            answers[$0.0] = $0.1
        }
        outcomes = answers
        for (key, _) in record.rehearsals where outcomes[key]?.state != .neverSeen {
            find("rehearsal \(key) has left a key: \(describe(outcomes[key]))")
        }
        for (key, change) in changes { checkOutcome(key, change) }
    }

    private mutating func checkOutcome(_ key: String, _ change: Change) {
        guard let outcome = outcomes[key] else { return find("nothing is known about \(key)") }
        let isRefused = outcome.status != 0
        let expected: Berth_Tracker_V1_GetOutcomeResponse.State =
            !isRefused ? .applied : change.call.isCall ? .refused : .dead
        if outcome.state != expected, !convicted.contains(key) { find("request \(key) ended as \(describe(outcome))") }
        guard let reply = change.reply else { return }
        if Int64(outcome.status) != reply.status || outcome.position != reply.position ?? 0 {
            find("request \(key) was answered \(reply.status) at \(reply.position ?? 0), recorded \(describe(outcome))")
        }
    }

    private func describe(_ outcome: Berth_Tracker_V1_GetOutcomeResponse?) -> String {
        outcome.map { "\($0.state) \($0.status) at \($0.position)" } ?? "nothing"
    }

    /// Sends what nobody waited for again, as a call: the recorded answer comes.
    private mutating func askForMissingAnswers() async throws {
        let open = changes.values.filter { $0.reply == nil }
        for (key, reply) in try await repeatedAnswers(to: open) { changes[key]?.reply = reply }
    }

    /// Sends some requests again: the same answer comes.
    private mutating func repeatSome() async throws {
        let some = changes.sorted { $0.key < $1.key }.map(\.value).prefix(Self.repeated)
        for (key, reply) in try await repeatedAnswers(to: Array(some)) {
            if let first = changes[key]?.reply, !reply.saysTheSame(as: first) {
                find("request \(key), sent again, was answered otherwise")
            }
        }
    }

    private mutating func repeatedAnswers(to changes: [Change]) async throws -> [String: Reply] {
        var answers: [String: Reply] = [:]
        let load = load
        try await inParallel(changes) { caller, change in
            var call = change.call
            call.isCall = true
            call.properties.replyTo = nil
            return (call.key, try await caller.ask(call, leavesKey: true, losses: load.losses))
        } take: {
            answers[$0.0] = $0.1
        }
        for (key, reply) in answers where !reply.isReplayed { find("request \(key), sent again, was decided again") }
        return answers
    }

    private func inParallel<Item: Sendable, Result: Sendable>(
        _ items: [Item], _ ask: @escaping @Sendable (Caller, Item) async throws -> Result, take: (Result) -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Result.self) { group in
            for (index, item) in items.enumerated() {
                if index >= Self.parallel, let result = try await group.next() { take(result) }
                let caller = load.callers[index % load.callers.count]
                group.addTask { try await ask(caller, item) }
            }
            for try await result in group { take(result) }
        }
    }

    // MARK: - Answers

    /// All replies to a request that changes something say the same, however often it was sent.
    private mutating func checkReplies() {
        for caller in load.callers {
            for (id, replies) in caller.replies.value where replies.count > 1 {
                let key = String(id.prefix { $0 != " " })
                guard !convicted.contains(key), let first = changes[key]?.reply, replies.first?.position != nil else {
                    continue
                }
                if !replies.allSatisfy({ $0.saysTheSame(as: first) }) { find("the replies to \(key) differ") }
            }
        }
    }

    /// Taken in the order of the journal, every answer follows from those before it, and every reading too.
    private mutating func checkOrder(_ readings: [NodeReading]) throws {
        let answered = changes.values.compactMap { change in
            change.reply.map { (position: $0.position ?? 0, change: change, reply: $0) }
        }.sorted { $0.position < $1.position }
        var readings = readings.sorted { $0.position < $1.position }[...]
        var last: Int64 = 0
        for item in answered {
            while let reading = readings.first, reading.position < item.position {
                readings.removeFirst()
                if let contradiction = model.contradiction(to: reading) { find(contradiction) }
            }
            // Only requests take positions, so that a second effect of one would leave a position that nobody knows.
            if item.position != last + 1 { find("position \(last + 1) belongs to no request, or to several") }
            last = item.position
            if let contradiction = try model.take(item.change, item.reply) {
                find("request \(item.change.call.key) at \(item.position): \(contradiction)")
            }
        }
        for reading in readings {
            if let contradiction = model.contradiction(to: reading) { find(contradiction) }
        }
    }

    /// What the answers say is held is what the nodes hold, and what subscribers were told last.
    private mutating func checkNodes() async throws {
        for host in load.hosts {
            let node = try await load.callers[0].node(host)
            let expected = model.usage(of: host)
            let usage = node.node.usage
            if Set(node.grants.map(\.instanceUuid)) != Set(model.held[host, default: [:]].keys) {
                find("\(host) holds other instances than the answers say")
            }
            if usage.vcpusUsed != expected.vcpus || usage.memoryMbUsed != expected.memory {
                find("\(host) has \(usage.vcpusUsed) vCPUs used, not \(expected.vcpus)")
            }
            checkFunctions(of: host, node)
            if node.grants.reduce(0, { $0 + $1.vcpus }) != usage.vcpusUsed { find("\(host): grants and usage differ") }
            try await events.seen.wait(for: "the last usage of \(host)") { seen in
                let last = seen.taken.last { $0.event.host == host && $0.routingKey.hasPrefix("usage.updated.") }
                return last?.event.usageUpdated.usage == usage
            }
        }
    }

    /// Devices are with whom the answers say, and all others are free.
    private mutating func checkFunctions(of host: String, _ answer: Berth_Tracker_V1_GetNodeResponse) {
        let expected = model.holders(on: host)
        let node = answer.node
        let shown = node.inventory.pciDevices.filter { $0.status == .allocated }
        if LoadDevices.holders(answer.grants) != expected
            || shown.map({ "\($0.address) \($0.instanceUuid)" }).sorted() != expected
        {
            find("\(host) has given its devices to others than the answers say")
        }
        let free = node.usage.pciPools.reduce(0) { $0 + Int($1.count) }
        if free != load.plan.functions - expected.count || node.inventory.pciDevices.count != load.plan.functions {
            find("\(host) has \(free) devices free, and \(expected.count) of \(load.plan.functions) are held")
        }
    }

    /// Told of a device last is who has it in the end, or that nobody does.
    private mutating func checkDeviceEvents(_ taken: [EventSubscriber.Item]) {
        var (told, given) = ([String: [String: String]](), 0)
        for item in taken {
            guard case .pciDevicesChanged(let change) = item.event.body else { continue }
            given += change.devices.count { $0.status == .allocated }
            for device in change.devices {
                told[item.event.host, default: [:]][device.address] =
                    device.status == .allocated ? change.instanceUuid : nil
            }
        }
        if load.plan.functions > 0, given == 0 { find("no device was ever given to anybody") }
        for host in load.hosts where told[host, default: [:]] != model.functions[host, default: [:]] {
            find("events tell of other holders of the devices of \(host) than the answers")
        }
    }

    // MARK: - What is left

    /// What the stopped worker left: a sound store, one answer to every key, every event and dead letter published.
    private mutating func checkStore(_ record: LoadRecord) async throws {
        let report = try await StoreVerification.verify(dataDirectory: site.path())
        for finding in report.findings { find("the store: \(finding)") }
        if report.outbox != 0 { find("\(report.outbox) messages are left in the outbox") }
        let store = try await SQLiteStore.openReadOnly(directory: site.path())
        let journal = try await store.load()
        let keys = try await store.keyRecords(Array(changes.keys))
        await store.close()
        if !journal.stoppedCleanly { find("the store was not closed") }
        if journal.lastPosition.value != Int64(changes.count) {
            find("the journal has \(journal.lastPosition.value) entries for \(changes.count) requests")
        }
        for (key, change) in changes {
            guard let reply = change.reply else { continue }
            let isSame = keys[key].map {
                Int64($0.status) == reply.status && $0.position.value == reply.position ?? 0
            }
            if isSame != true { find("the record of \(key) is not what was answered") }
        }
        try await checkEvents(upTo: journal.lastSequence.value)
        try await checkDeadLetters(record)
    }

    /// Events have no gap, contradict nothing, and tell each effect once.
    private mutating func checkEvents(upTo last: Int64) async throws {
        let seen = try await events.all(upTo: last)
        if seen.last != last { find("event \(seen.last) was published, the last recorded one is \(last)") }
        if !seen.contradictions.isEmpty { find("events came again with another content: \(seen.contradictions)") }
        if seen.unreadable > 0 { find("\(seen.unreadable) events cannot be read") }
        checkDeviceEvents(seen.taken)
        var effects: [String: Int] = [:]
        for item in seen.taken {
            switch item.event.body {
            case .claimConfirmed, .claimReleased, .claimRefused: effects[item.event.requestID, default: 0] += 1
            default: break
            }
        }
        for (key, change) in changes {
            let count = effects[key, default: 0]
            switch change.effect {
            case .claim where count != 1: find("claim \(key) is told by \(count) events")
            case .abort where count > 1, .delete where count > 1: find("release \(key) is told by \(count) events")
            case .report where count != 0, .update where count != 0: find("request \(key) is told by \(count) events")
            default: break
            }
        }
        let unknown = effects.keys.filter { changes[$0] == nil }
        if !unknown.isEmpty { find("events tell of requests that nobody sent: \(unknown.prefix(5))") }
    }

    /// Every refused cast and every unreadable message is parked with its reason, and nothing else is.
    private mutating func checkDeadLetters(_ record: LoadRecord) async throws {
        let losses = load.losses.value
        var expected: [String: String] = [:]
        for (key, change) in changes where !change.call.isCall && change.reply?.code != .ok {
            expected[key] = "REFUSED_CAST"
        }
        for (key, parked) in record.parked where parked.lossesBefore == losses { expected[key] = parked.reason }
        for key in convicted { expected[key] = nil }
        let keys = Set(expected.keys)
        let letters = try await dead.seen.wait(for: "all \(keys.count) dead letters") { letters in
            letters.count >= keys.count && keys.isSubset(of: letters.compactMap(\.properties.messageID))
        }
        for letter in letters {
            let key = letter.properties.messageID ?? ""
            let reason = letter.header(HeaderName.deadReason)
            if convicted.contains(key), reason == "CRASHED_WORKER" { continue }
            guard let wanted = expected[key] ?? record.parked[key]?.reason else {
                find("dead letter \(key) \(reason) should not be there")
                continue
            }
            if reason != wanted { find("dead letter \(key) says \(reason), not \(wanted)") }
        }
    }
}

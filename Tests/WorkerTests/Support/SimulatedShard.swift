import AMQP
import Journal
import Tracker
import Wire

@testable import Worker

/// A shard with its store and its broker in memory: what the pipeline asks for waits until the test lets it happen.
///
/// Whatever has not happened when `crash` is called never happens; whatever is broken is in `problems`.
struct SimulatedShard {
    var settings: WorkerSettings
    private(set) var pipeline: Pipeline
    var store = MemoryStore()
    var queue = MemoryQueue()
    var now = Samples.now

    /// What the pipeline has asked for and has not happened.
    private(set) var commit: JournalBatch?
    private(set) var isCommitted = false
    private(set) var lookUps: [[String]] = []
    private(set) var answers: [[String: KeyRecord]] = []
    private(set) var replies: [OutgoingMessage] = []
    private(set) var events: [OutgoingMessage] = []
    private(set) var eventOutcomes: [PublishResult] = []
    private(set) var settlements: [Acknowledgement] = []
    private(set) var isFinished = false
    private(set) var marks: [[UInt8]?] = []
    private(set) var isTaking = false
    private(set) var isRenewed = false

    /// What others have seen.
    private(set) var receivedReplies: [OutgoingMessage] = []
    private(set) var receivedEvents: [OutgoingMessage] = []
    private(set) var receivedDeadLetters: [OutgoingMessage] = []
    private(set) var lines: [LogLine] = []
    private(set) var problems: [String] = []
    private var committedRows: Set<Int64> = []

    init(_ settings: WorkerSettings = WorkerSettings()) throws {
        self.settings = settings
        (pipeline, _) = try store.pipeline(settings)
        perform(try pipeline.resume([]))
        perform(pipeline.woken(nowNanoseconds: now))
    }

    // What happens to the pipeline.

    mutating func deliver(_ most: Int = .max) {
        guard isTaking else { return }
        perform(pipeline.delivered(queue.take(most), nowNanoseconds: now))
    }

    /// Sends messages and delivers all that is ready.
    mutating func deliver(_ sent: Samples.Sent...) {
        for sent in sent { queue.send(sent) }
        deliver()
    }

    /// The store makes the next mark durable; the pipeline does not know yet.
    mutating func makeMarkDurable() {
        if !marks.isEmpty { store.mark = marks.removeFirst() }
    }

    /// The store makes the next mark durable and says so.
    mutating func setMark() {
        guard !marks.isEmpty else { return }
        makeMarkDurable()
        perform(pipeline.marked(nowNanoseconds: now))
    }

    /// The store reads the next keys that were asked for; the answer is on its way.
    mutating func readKeys() {
        guard !lookUps.isEmpty else { return }
        let keys = lookUps.removeFirst()
        answers.append(store.keys.filter { keys.contains($0.key) })
    }

    mutating func answerLookUp() {
        guard !answers.isEmpty else { return }
        perform(pipeline.lookedUp(answers.removeFirst(), nowNanoseconds: now))
    }

    /// The store makes the batch durable; the pipeline does not know yet.
    mutating func makeDurable() {
        guard let batch = commit, !isCommitted else { return }
        do {
            try store.commit(batch)
        } catch {
            problems.append("the store refuses a batch: \(error.reason)")
        }
        committedRows.formUnion(batch.outbox.map(\.id))
        isCommitted = true
    }

    mutating func tellCommitted() {
        guard isCommitted else { return }
        (commit, isCommitted) = (nil, false)
        perform(pipeline.committed(nowNanoseconds: now))
    }

    /// The broker takes a reply that waits, and says what became of it.
    mutating func settleReply(_ index: Int = 0, _ outcome: PublishOutcome = .confirmed) {
        guard replies.indices.contains(index) else { return }
        let message = replies.remove(at: index)
        if outcome == .confirmed { receivedReplies.append(message) }
        perform(pipeline.published([PublishResult(id: message.id, outcome: outcome)], nowNanoseconds: now))
    }

    /// The broker routes the first event, dead letter or lease end that waits; the pipeline does not know yet.
    mutating func routeEvent(_ outcome: PublishOutcome = .confirmed) {
        guard !events.isEmpty else { return }
        let message = events.removeFirst()
        if outcome == .confirmed { receive(message) }
        eventOutcomes.append(PublishResult(id: message.id, outcome: outcome))
    }

    /// The broker says what became of a message that it has routed, in any order.
    mutating func tellEvent(_ index: Int = 0) {
        guard eventOutcomes.indices.contains(index) else { return }
        perform(pipeline.published([eventOutcomes.remove(at: index)], nowNanoseconds: now))
    }

    mutating func settleEvent() {
        routeEvent()
        tellEvent()
    }

    /// The first acknowledgement that was asked for reaches the broker.
    mutating func settleDelivery() {
        guard !settlements.isEmpty else { return }
        for sent in queue.settle(settlements.removeFirst()) { check(acknowledged: sent) }
    }

    mutating func interrupt() {
        queue.giveBack()
        settlements.removeAll()
        perform(pipeline.interrupted(nowNanoseconds: now))
    }

    mutating func wake() { perform(pipeline.woken(nowNanoseconds: now)) }

    mutating func stop() { perform(pipeline.stop(nowNanoseconds: now)) }

    /// The process dies and another one starts from what is durable.
    mutating func crash(_ lastEnd: CrashGuard.LastEnd = .crashed) throws {
        queue.giveBack()
        (commit, isCommitted) = (nil, false)
        (lookUps, answers, replies, events, eventOutcomes, settlements) = ([], [], [], [], [], [])
        (isFinished, isTaking, isRenewed) = (false, false, false)
        marks = []
        let (next, rows) = try store.pipeline(settings, lastEnd: lastEnd)
        pipeline = next
        perform(try pipeline.resume(rows))
        perform(pipeline.woken(nowNanoseconds: now))
    }

    /// Lets everything happen that has been asked for, and time pass as far as the pipeline waits up to 10 seconds.
    mutating func run() {
        for _ in 0..<100_000 {
            if step() { continue }
            guard wakeUp(within: 10_000_000_000) else { return }
        }
        problems.append("the pipeline never comes to rest")
    }

    /// The same, with hardly any time passing: held requests are not tried by back-off meanwhile.
    mutating func runBriefly() {
        for _ in 0..<100_000 {
            if step() { continue }
            guard wakeUp(within: 200_000_000) else { return }
        }
        problems.append("the pipeline never comes to rest")
    }

    private mutating func wakeUp(within nanoseconds: Int64) -> Bool {
        guard let at = pipeline.wakeUpNanoseconds, at <= now + nanoseconds else { return false }
        now = max(now, at)
        wake()
        return true
    }

    /// Lets the next thing happen that has been asked for.
    ///
    /// - Returns: false if nothing is left to do.
    mutating func step() -> Bool {
        while !lookUps.isEmpty { readKeys() }
        if !answers.isEmpty {
            answerLookUp()
        } else if !marks.isEmpty {
            setMark()
        } else if commit != nil {
            makeDurable()
            tellCommitted()
        } else if !replies.isEmpty {
            settleReply()
        } else if !events.isEmpty || !eventOutcomes.isEmpty {
            settleEvent()
        } else if !settlements.isEmpty {
            settleDelivery()
        } else {
            return false
        }
        return true
    }

    private mutating func perform(_ actions: [PipelineAction]) {
        for action in actions {
            switch action {
            case .lookUp(let keys): lookUps.append(keys)
            case .commit(let batch):
                if commit != nil { problems.append("a second batch is committed beside the first") }
                commit = batch
            case .publishReplies(let messages):
                for message in messages { check(published: message) }
                replies += messages
            case .publishEvents(let messages):
                for message in messages { check(published: message) }
                events += messages
            case .settle(let acknowledgements): settlements += acknowledgements
            case .ready, .fullSpeed: break
            case .mark(let mark): marks.append(mark)
            case .consume: isTaking = true
            case .giveBack:
                isTaking = false
                queue.giveBack()
                settlements.removeAll()
            case .renew: isRenewed = true
            case .log(let line): lines.append(line)
            case .finished: isFinished = true
            }
        }
    }

    private mutating func receive(_ message: OutgoingMessage) {
        switch MessageNumber.lane(of: message.id) {
        case .event: receivedEvents.append(message)
        case .deadLetter: receivedDeadLetters.append(message)
        default:
            queue.send(
                Samples.Sent(properties: message.properties, body: message.body, routingKey: message.routingKey))
        }
    }

    /// Nothing leaves before what it tells of is durable.
    private mutating func check(published message: OutgoingMessage) {
        let number = Int64(message.id & (1 << 56 - 1))
        switch MessageNumber.lane(of: message.id) {
        case .reply, .event, .deadLetter:
            if !committedRows.contains(number) { problems.append("row \(number) leaves before its commit") }
        case .volatileReply:
            let position = message.properties.headers[HeaderName.position]?.integer ?? 0
            if position > store.lastPosition {
                problems.append("an answer tells of position \(position) before its commit")
            }
        case .leaseEnd: break
        case nil: problems.append("a message has a strange number: \(message.id)")
        }
    }

    /// Nothing is acknowledged before its outcome is durable.
    private mutating func check(acknowledged sent: Samples.Sent) {
        guard let path = sent.properties.type, let method = try? Wire.Method(path: path), !method.isReadOnly,
            sent.properties.headers[HeaderName.rehearse] == nil,
            let key = try? IdempotencyKey(sent.properties.messageID).value,
            store.keys[key] == nil
        else { return }
        problems.append("request \(key) is acknowledged before it is durable")
    }
}

extension OutgoingMessage {
    /// The status of a reply.
    var status: Int64? { properties.headers[HeaderName.status]?.integer }
    /// Whether a reply is one that was recorded before.
    var isReplayed: Bool { properties.headers[HeaderName.replayed]?.boolean ?? false }
    /// The number of an event in its shard.
    var sequence: Int64 { properties.headers[HeaderName.sequence]?.integer ?? 0 }
}

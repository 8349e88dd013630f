internal import AMQP
internal import DequeModule
internal import SwiftProtobuf
internal import Wire

/// Finds the message that kills the worker, and spares all others.
///
/// After an unclean stop the shard goes in single steps: batches of one, each with a durable mark that is set before
/// the message is decoded, for as long as deliveries are flagged as redelivered. What is found marked at two starts is
/// the guilty one. A crash counts against every delivery that was out, so a limit of the broker's could not tell.
package struct CrashGuard: Sendable {
    /// How the last life of the shard ended.
    package enum LastEnd: Hashable, Sendable {
        /// In good order, or without a hint that a message was to blame.
        case harmless
        /// The process died.
        case crashed
        /// The store refused a batch, though it was not ill.
        case refusedCommit
        /// Harmless, but an earlier end was not, and the suspects are not through.
        case stillSuspicious
    }

    /// What is done in one step.
    enum Suspect: Sendable {
        case delivery(Delivery)
        case held(HeldItem)

        /// By which it is known at the next start.
        var digest: [UInt8] {
            switch self {
            case .delivery(let delivery): Intake.rawDigest(of: delivery)
            case .held(let item): Intake.rawDigest(of: item.delivery)
            }
        }
    }

    /// Where the present step stands.
    private enum Step {
        case none
        /// The mark is being written; nil: what it was written for is gone, and comes again.
        case marking(Suspect?)
        case applying
    }

    /// What comes next.
    enum Next {
        /// Write this mark, then apply.
        case mark([UInt8])
        /// Park this without reading it; it was begun so often.
        case convict(Suspect, attempts: Int)
        /// Everything goes at full speed from here: these deliveries first. Whether a mark is to be taken away.
        case fullSpeed([Delivery], clears: Bool)
        /// Nothing to do now.
        case wait
    }

    /// How many starts must find a message marked before it is parked.
    static let guiltyAfter = 2
    /// Most earlier suspects that a mark names; there is rarely more than one.
    private static let mostEarlier = 16

    /// Whether the shard goes in single steps.
    package private(set) var isActive: Bool
    /// Why: a refused commit is a defect, not a crash.
    let isAboutCommits: Bool
    /// At how many starts the mark of each suspect was found.
    private var found: [(digest: [UInt8], count: Int)] = []
    private var waiting: Deque<Delivery> = []
    private var waitingHeld: Deque<Int64> = []
    private var step = Step.none
    private var current: [UInt8]?
    private(set) var isMarked: Bool

    /// No guard: full speed from the start.
    package static let none = CrashGuard(mark: nil, lastEnd: .harmless)

    /// The guard of a start.
    ///
    /// - Parameter mark: as the store has it; one that cannot be read says nothing.
    package init(mark: [UInt8]?, lastEnd: LastEnd) {
        isActive = lastEnd != .harmless
        isAboutCommits = lastEnd == .refusedCommit
        isMarked = mark != nil
        guard isActive, let mark, let stored = try? Berth_Journal_V1_ApplyMark(serializedBytes: mark) else { return }
        found = stored.earlier.prefix(Self.mostEarlier).map { ([UInt8]($0.digest), Int($0.found)) }
        guard stored.hasCurrent else { return }
        let counts = lastEnd != .stillSuspicious
        let count = Int(clamping: Int64(stored.current.found)) + (counts ? 1 : 0)
        if count > 0 { note([UInt8](stored.current.digest), count) }
    }

    /// Whether a step is under way.
    var isStepping: Bool {
        if case .none = step { false } else { true }
    }

    /// Whether what is committed now is the present step's.
    var isApplying: Bool {
        if case .applying = step { true } else { false }
    }

    /// The key of what is being marked; nil: nothing is.
    var markedKey: String? {
        guard case .marking(let suspect?) = step else { return nil }
        switch suspect {
        case .delivery(let delivery): return delivery.properties.messageID
        case .held(let item): return item.key
        }
    }

    mutating func add(_ deliveries: [Delivery]) { waiting.append(contentsOf: deliveries) }

    /// A held request is to be tried in a step of its own.
    mutating func add(held id: Int64) {
        if !waitingHeld.contains(id) { waitingHeld.append(id) }
    }

    /// All deliveries come again.
    mutating func interrupt() {
        waiting.removeAll()
        if case .marking(.delivery) = step { step = .marking(nil) }
    }

    /// Begins the next step; held requests first, since they came first.
    mutating func next(held: HeldRequests) -> Next {
        precondition(isActive && !isStepping, "a step begins when the one before has ended")
        while let id = waitingHeld.popFirst() {
            if let item = held.item(id) { return begin(.held(item)) }
        }
        guard let delivery = waiting.popFirst() else { return .wait }
        if delivery.redelivered { return begin(.delivery(delivery)) }
        isActive = false
        let rest = [delivery] + waiting
        waiting.removeAll()
        defer { isMarked = false }
        return .fullSpeed(rest, clears: isMarked)
    }

    /// The mark is durable.
    ///
    /// - Returns: what to apply now; nil: it is gone.
    mutating func marked() -> Suspect? {
        guard case .marking(let suspect) = step else { return nil }
        step = suspect == nil ? .none : .applying
        return suspect
    }

    /// The present step has ended: what was applied did no harm, or is parked.
    mutating func finish() {
        if let current { found.removeAll { $0.digest == current } }
        (step, current) = (.none, nil)
    }

    /// The mark once the present step is durable; nil: none.
    mutating func markAfterStep() -> [UInt8]? {
        let rest = found.filter { $0.digest != current }
        isMarked = !rest.isEmpty
        return rest.isEmpty ? nil : Self.encode(current: nil, earlier: rest)
    }

    private mutating func begin(_ suspect: Suspect) -> Next {
        let digest = suspect.digest
        current = digest
        let count = found.first { $0.digest == digest }?.count ?? 0
        if count >= Self.guiltyAfter {
            step = .applying
            return .convict(suspect, attempts: count + 1)
        }
        step = .marking(suspect)
        isMarked = true
        return .mark(Self.encode(current: (digest, count), earlier: found.filter { $0.digest != digest }))
    }

    private mutating func note(_ digest: [UInt8], _ count: Int) {
        found.removeAll { $0.digest == digest }
        found.append((digest, count))
        if found.count > Self.mostEarlier { found.removeFirst() }
    }

    private static func encode(
        current: (digest: [UInt8], count: Int)?, earlier: [(digest: [UInt8], count: Int)]
    ) -> [UInt8] {
        var mark = Berth_Journal_V1_ApplyMark()
        if let current { mark.current = suspect(current) }
        mark.earlier = earlier.map(suspect)
        // Serialising fails only for required fields and invalid `Any`s, and this message has neither.
        return (try? mark.serializedBytes()) ?? []
    }

    private static func suspect(_ entry: (digest: [UInt8], count: Int)) -> Berth_Journal_V1_ApplyMark.Suspect {
        var result = Berth_Journal_V1_ApplyMark.Suspect()
        result.digest = .init(entry.digest)
        result.found = Int32(clamping: entry.count)
        return result
    }
}

import Testing
import Wire

@testable import BusClient

/// Invented lives of a connection: whatever happens in whatever order, every request ends once.
@Suite("Requests under way, by chance")
struct CallTableRandomTests {
    /// The same for every run, and some that are new; a failure names its seed, which can be put into the list.
    private static let seeds: [UInt64] = (1...40) + (0..<5).map { _ in .random(in: 0 ... .max) }

    @Test("Every request ends exactly once, and is sent no more often than its rules allow", arguments: seeds)
    func lives(seed: UInt64) {
        let life = Life.lived(seed: seed)
        let repeatIt = "swift test --filter CallTableRandomTests, with the seed \(seed)"
        #expect(life.endings.count == life.begun, "\(repeatIt)")
        #expect(life.endings.allSatisfy { $0.value == 1 }, "\(repeatIt)")
        let most = Life.policy.maximumAttempts + Life.policy.maximumResends
        #expect(life.sendings.allSatisfy { $0.value <= most }, "\(repeatIt)")
        #expect(life.table.count == 0, "\(repeatIt)")
    }

    @Test("The invented lives have everything in them: requests answered, refused and sent again up to the limit")
    func coverage() {
        let lives = (1...40).map { Life.lived(seed: $0) }
        #expect(lives.contains { $0.answers > 0 })
        #expect(lives.contains { life in life.sendings.values.contains { $0 > Life.policy.maximumAttempts } })
    }

    /// The events of one life, and what came of them.
    private struct Life {
        static let policy: RepeatPolicy = {
            var policy = RepeatPolicy()
            policy.maximumAttempts = 3
            policy.codes = [.unavailable]
            policy.maximumResends = 2
            return policy
        }()

        var table = CallTable()
        var begun = 0
        var endings: [UInt64: Int] = [:]
        var sendings: [UInt64: Int] = [:]
        var answers = 0
        /// What the publisher has and the broker has not spoken about.
        private var published: Set<UInt64> = []
        private var isConnected = false
        private var now = ContinuousClock.now
        private var random: SeededRandom

        init(seed: UInt64) { random = SeededRandom(seed: seed) }

        static func lived(seed: UInt64) -> Life {
            var life = Life(seed: seed)
            for _ in 0..<400 { life.step() }
            for ended in life.table.closed() { life.endings[ended.number, default: 0] += 1 }
            return life
        }

        private var moment: CallTable.Moment { CallTable.Moment(now: now) }

        private mutating func step() {
            switch Int.random(in: 0..<12, using: &random) {
            case 0...2: begin()
            case 3...5: speak()
            case 6, 7: reply()
            case 8:
                if let number = anyNumber() { act(table.cancelled(number), number) }
            case 9:
                now += .milliseconds(Int.random(in: 1...900, using: &random))
                take(table.passed(moment))
            case 10: disconnect()
            default: connect()
            }
        }

        private mutating func anyNumber() -> UInt64? {
            begun == 0 ? nil : UInt64.random(in: 1...UInt64(begun), using: &random)
        }

        private mutating func begin() {
            begun += 1
            let terms = CallTable.Terms(
                isCast: Bool.random(using: &random),
                deadline: now + .milliseconds(Int.random(in: 1...5_000, using: &random)), repeats: Self.policy,
                waitsForBroker: Bool.random(using: &random))
            act(table.began(UInt64(begun), terms, at: moment), UInt64(begun))
        }

        private mutating func speak() {
            guard let number = published.sorted().randomElement(using: &random) else { return }
            published.remove(number)
            let news: [CallTable.PublishNews] = [.confirmed, .confirmed, .returned, .negative, .unsendable("x")]
            act(table.published(number, news.randomElement(using: &random) ?? .confirmed, at: moment), number)
        }

        private mutating func reply() {
            guard let number = anyNumber() else { return }
            let codes: [StatusCode] = [.ok, .notFound, .unavailable]
            let answer = CallTable.Answer(
                code: codes.randomElement(using: &random) ?? .ok, isRecorded: Bool.random(using: &random))
            guard table.replied(number, answer, at: moment) == .deliver else { return }
            answers += 1
            endings[number, default: 0] += 1
        }

        private mutating func connect() {
            guard !isConnected else { return }
            guard Bool.random(using: &random) else { return take(table.unreachable("refused", at: moment)) }
            isConnected = true
            for number in table.connected() { send(number) }
        }

        private mutating func disconnect() {
            guard isConnected else { return }
            isConnected = false
            take(table.interrupted("cut"))
            for number in published.sorted() where Bool.random(using: &random) {
                act(table.published(number, .lost("cut"), at: moment), number)
            }
            published = []
            take(table.disconnected("closed"))
        }

        private mutating func take(_ step: CallTable.Step) {
            for number in step.send { send(number) }
            for ended in step.end { endings[ended.number, default: 0] += 1 }
        }

        private mutating func act(_ action: CallTable.Action, _ number: UInt64) {
            switch action {
            case .wait: break
            case .send: send(number)
            case .end: endings[number, default: 0] += 1
            }
        }

        private mutating func send(_ number: UInt64) {
            precondition(isConnected, "nothing is sent without a connection")
            sendings[number, default: 0] += 1
            published.insert(number)
        }
    }
}

/// SplitMix64: the same numbers for the same seed.
private struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

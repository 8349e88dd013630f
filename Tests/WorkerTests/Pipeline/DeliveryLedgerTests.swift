import AMQP
import Testing

@testable import Worker

@Suite("Deliveries that are out")
struct DeliveryLedgerTests {
    private func token(_ tag: UInt64, _ epoch: UInt64 = 1) -> DeliveryToken { DeliveryToken(epoch: epoch, tag: tag) }

    private func ledger(_ tags: ClosedRange<UInt64>) -> DeliveryLedger {
        var ledger = DeliveryLedger()
        for tag in tags { ledger.add(token(tag)) }
        return ledger
    }

    @Test("A whole batch is acknowledged with one frame")
    func together() {
        var ledger = ledger(1...100)
        #expect(ledger.finish((1...100).map { token($0) }) == [Acknowledgement(token: token(100), kind: .upToHere)])
        #expect(ledger.count == 0)
    }

    @Test("What is done behind an open delivery is acknowledged alone, and the open one later up to itself")
    func holes() {
        var ledger = ledger(1...5)
        let answer = ledger.finish([token(1), token(4), token(2)])
        #expect(
            answer == [
                Acknowledgement(token: token(2), kind: .upToHere), Acknowledgement(token: token(4), kind: .one),
            ])
        #expect(ledger.finish([token(3)]) == [Acknowledgement(token: token(3), kind: .upToHere)])
        #expect(ledger.count == 1)
    }

    @Test("A delivery of an older channel, an unknown one and one that is done already are passed over")
    func strangers() {
        var ledger = ledger(1...2)
        ledger.reset()
        ledger.add(token(1, 2))
        #expect(ledger.finish([token(1), token(9, 2)]).isEmpty)
        #expect(ledger.reject(token(1)).isEmpty)
        #expect(ledger.finish([token(1, 2)]).count == 1)
        #expect(ledger.finish([token(1, 2)]).isEmpty)
    }

    @Test("A rejected delivery is rejected once and counts no more")
    func rejects() {
        var ledger = ledger(1...2)
        #expect(ledger.reject(token(2)) == [Acknowledgement(token: token(2), kind: .reject)])
        #expect(ledger.reject(token(2)).isEmpty)
        #expect(ledger.count == 1)
    }

    @Test("Whatever is finished in whatever order, the broker settles exactly that", arguments: Seeds.row(200))
    func againstModel(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var ledger = DeliveryLedger()
        var open: Set<UInt64> = []
        var next: UInt64 = 0
        for _ in 0..<60 {
            for _ in 0..<random.number(0...5) {
                next += 1
                open.insert(next)
                ledger.add(token(next))
            }
            let some = open.filter { _ in random.once(in: 3) }.shuffled(using: &random)
            let acknowledgements = random.once(in: 10) ? some.first.map { ledger.reject(token($0)) } : nil
            let done = acknowledgements == nil ? some : Array(some.prefix(1))
            var settled: Set<UInt64> = []
            for acknowledgement in acknowledgements ?? ledger.finish(some.map { token($0) }) {
                let tag = acknowledgement.token.tag
                #expect(open.contains(tag), "the broker closes the channel at an unknown tag")
                let meant = acknowledgement.kind == .upToHere ? open.filter { $0 <= tag } : [tag]
                settled.formUnion(meant)
                open.subtract(meant)
            }
            #expect(settled == Set(done), "\(Seeds.repeating(seed))")
            #expect(ledger.count == open.count)
        }
    }
}

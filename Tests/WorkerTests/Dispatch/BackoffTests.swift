import Testing

@testable import Worker

@Suite("Back-off and message numbers")
struct BackoffTests {
    @Test("Each wait is twice as long as the one before, up to the longest, and starts again after a success")
    func doubles() {
        var backoff = Backoff(leastNanoseconds: 3, mostNanoseconds: 20)
        #expect((0..<5).map { _ in backoff.next() } == [3, 6, 12, 20, 20])
        backoff.reset()
        #expect(backoff.next() == 3)
    }

    @Test("A back-off near the largest number neither traps nor goes below its longest wait")
    func largest() {
        var backoff = Backoff(leastNanoseconds: .max / 2 + 1, mostNanoseconds: .max)
        let waits = (0..<4).map { _ in backoff.next() }
        #expect(waits == [.max / 2 + 1, .max, .max, .max])
    }

    @Test(
        "A message number tells its lane, at the smallest and the largest number",
        arguments: MessageNumber.Lane.allCases)
    func lanes(_ lane: MessageNumber.Lane) {
        for number in [0, 1, 1 << 56 - 1] as [Int64] {
            let value = MessageNumber(lane, number).value
            #expect(MessageNumber.lane(of: value) == lane)
            #expect(value & (1 << 56 - 1) == UInt64(number))
        }
    }

    @Test("A number that is not one of ours has no lane")
    func strangers() {
        #expect(MessageNumber.lane(of: 0) == nil)
        #expect(MessageNumber.lane(of: 17) == nil)
        #expect(MessageNumber.lane(of: .max) == nil)
    }
}

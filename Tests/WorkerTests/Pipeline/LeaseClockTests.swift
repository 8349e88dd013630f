import AMQP
import Testing
import Tracker

@testable import Worker

@Suite("Leases that run out")
struct LeaseClockTests {
    /// A node with claims that have leases of these lengths.
    private func state(_ leases: Int64...) throws -> State {
        var shard = try SimulatedShard()
        shard.deliver(try Samples.report("h", key: "r"))
        for (index, seconds) in leases.enumerated() {
            shard.deliver(try Samples.claim("h", index + 1, key: "c\(index)", leaseSeconds: seconds))
        }
        shard.run()
        return shard.pipeline.state
    }

    private let second: Int64 = 1_000_000_000

    @Test("Without a lease the clock sleeps; with one it wakes at its end and not before")
    func wakes() throws {
        var clock = LeaseClock()
        #expect(clock.wakeUpNanoseconds(State()) == nil)
        let state = try state(20, 10)
        let end = Samples.now + 10 * second
        #expect(clock.wakeUpNanoseconds(state) == end)
        #expect(clock.due(state, nowNanoseconds: end - 1).isEmpty)
        #expect(clock.due(state, nowNanoseconds: end).map(\.instance.uuid) == [Samples.uuid(2)])
    }

    @Test("An end that stays unheard is announced again half a minute later")
    func repeats() throws {
        var clock = LeaseClock()
        let state = try state(10)
        let end = Samples.now + 10 * second
        #expect(clock.due(state, nowNanoseconds: end).count == 1)
        let again = end + LeaseClock.repeatNanoseconds
        #expect(clock.wakeUpNanoseconds(state) == again)
        #expect(clock.due(state, nowNanoseconds: again - 1).isEmpty)
        #expect(clock.due(state, nowNanoseconds: again).count == 1)
    }

    @Test("While one end is unheard the next lease still ends at its time")
    func nextLease() throws {
        var clock = LeaseClock()
        let state = try state(10, 15)
        #expect(clock.due(state, nowNanoseconds: Samples.now + 10 * second).count == 1)
        let next = try #require(clock.wakeUpNanoseconds(state))
        #expect(next <= Samples.now + 15 * second)
    }
}

import AMQP
import Testing

@testable import SimulationSupport

@Suite("The simulated publishing channel")
struct PublishChannelTests {
    private func message(_ id: UInt64) -> OutgoingMessage {
        OutgoingMessage(id: id, exchange: "x", routingKey: "k", properties: MessageProperties(), body: [])
    }

    @Test("After a loss nothing is sent before the worker has taken note of it")
    func unaware() {
        var channel = PublishChannel()
        let isLost1 = channel.send([message(1), message(2)])
        #expect(!isLost1)
        channel.route(channel.takeUnsent().id, .confirmed)
        channel.lose(AMQPError(.connectionLost, "gone"))
        channel.reopen()
        let isLost2 = channel.send([message(3)])
        #expect(isLost2)
        let outcomes = channel.takeOutcomes()
        #expect(outcomes.map(\.id) == [1, 2, 3])
        #expect(outcomes.allSatisfy { $0.outcome != .confirmed })
        let isLost3 = channel.send([message(1)])
        #expect(!isLost3)
        #expect(channel.unsent.map(\.id) == [1])
    }

    @Test("A channel that loses nothing lets everything through")
    func nothingLost() {
        var channel = PublishChannel()
        channel.lose(AMQPError(.connectionLost, "gone"))
        let outcomes = channel.takeOutcomes()
        #expect(outcomes == [])
        let isLost4 = channel.send([message(1)])
        #expect(!isLost4)
    }

    @Test("Confirms may come in any order")
    func anyOrder() {
        var channel = PublishChannel()
        let isLost5 = channel.send([message(1), message(2)])
        #expect(!isLost5)
        channel.route(channel.takeUnsent().id, .confirmed)
        channel.route(channel.takeUnsent().id, .negative)
        channel.confirm(at: 1)
        channel.confirm(at: 0)
        let outcomes = channel.takeOutcomes()
        #expect(outcomes.map(\.id) == [2, 1])
        #expect(channel.isIdle)
    }
}

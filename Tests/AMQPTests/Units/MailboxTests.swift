import Testing

@testable import AMQP

@Suite("Mailboxes between the connection's thread and its users")
struct MailboxTests {
    private let error = AMQPError(.connectionLost, "cut")

    private func delivery(_ epoch: UInt64, _ tag: UInt64) -> Delivery {
        Delivery(
            token: DeliveryToken(epoch: epoch, tag: tag), exchange: "", routingKey: "", properties: MessageProperties(),
            body: [])
    }

    @Test("An interruption voids what was not read, and comes before what follows")
    func interruption() async {
        let mailbox = ConsumerMailbox()
        mailbox.deliver([delivery(1, 1), delivery(1, 2)])
        mailbox.interrupt(error, epoch: 1)
        mailbox.deliver([delivery(2, 1), delivery(2, 2), delivery(2, 3)])
        guard case .interrupted(error, epoch: 1) = await mailbox.next(max: 9) else { return #expect(Bool(false)) }
        guard case .deliveries(let first) = await mailbox.next(max: 2) else { return #expect(Bool(false)) }
        #expect(first.map(\.token.tag) == [1, 2] && first.map(\.token.epoch) == [2, 2])
        mailbox.cancel(reason: "gone")
        guard case .deliveries(let second) = await mailbox.next(max: 2) else { return #expect(Bool(false)) }
        #expect(second.map(\.token.tag) == [3])
        guard case .cancelled("gone") = await mailbox.next(max: 2) else { return #expect(Bool(false)) }
        guard case .closed = await mailbox.next(max: 2) else { return #expect(Bool(false)) }
    }

    @Test("A waiting reader is woken by what comes")
    func waiting() async {
        let mailbox = ConsumerMailbox()
        async let event = mailbox.next(max: 1)
        mailbox.deliver([delivery(1, 1), delivery(1, 2)])
        guard case .deliveries(let some) = await event else { return #expect(Bool(false)) }
        #expect(some.count == 1)
    }

    @Test("A publisher knows of a loss only when it has taken the lost outcomes")
    func generations() async {
        let mailbox = OutcomeMailbox()
        #expect(mailbox.generation == 0)
        mailbox.put([PublishResult(id: 1, outcome: .lost(error))], losses: 1)
        #expect(mailbox.generation == 0)
        mailbox.put([PublishResult(id: 2, outcome: .lost(error))], losses: 2)
        let outcomes = await mailbox.next()
        #expect(outcomes.results.map(\.id) == [1, 2])
        #expect(outcomes.losses == 2, "a caller that hands them on can say later that it has taken note")
        #expect(mailbox.generation == 2)
        mailbox.put([], losses: 3)
        #expect(mailbox.generation == 3)
        mailbox.close()
        #expect(await mailbox.next().results.isEmpty)
    }
}

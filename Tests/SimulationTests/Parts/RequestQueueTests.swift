import AMQP
import Testing
import Worker

@testable import SimulationSupport

@Suite("The simulated request queue")
struct RequestQueueTests {
    private var queue = RequestQueue(deliveryLimit: 2)

    init() {
        for number in 1...4 { queue.append(SentMessage(body: [UInt8(number)])) }
        queue.consume(7)
        queue.consume(8)
    }

    private mutating func deliver(_ count: Int, epoch: UInt64 = 1) -> [Delivery] {
        (1...count).compactMap { queue.deliver(DeliveryToken(epoch: epoch, tag: UInt64($0))) }
    }

    private func acknowledgement(_ tag: UInt64, _ kind: Acknowledgement.Kind) -> Acknowledgement {
        Acknowledgement(token: DeliveryToken(epoch: 1, tag: tag), kind: kind)
    }

    @Test("What a lost consumer held comes again in its old order, flagged, before anything newer")
    mutating func order() {
        let first = deliver(3)
        #expect(first.map(\.redelivered) == [false, false, false])
        queue.settle(acknowledgement(2, .one))
        let over = queue.leave(7) { $0 }
        #expect(over == 0)
        #expect(queue.isActive(8))
        let again = deliver(3, epoch: 2)
        #expect(again.map(\.body) == [[1], [3], [4]])
        #expect(again.map(\.redelivered) == [true, true, false])
    }

    @Test("A consumer that only stands by takes nothing with it")
    mutating func standby() {
        _ = deliver(2)
        let over = queue.leave(8) { $0 }
        #expect(over == 0)
        #expect(queue.out.count == 2)
        #expect(queue.isActive(7))
    }

    @Test("A message that was given back more often than the limit allows is parked")
    mutating func limit() {
        for _ in 1...2 {
            _ = deliver(1)
            let over = queue.leave(queue.consumers[0]) { $0 }
            #expect(over == 0)
            queue.consume(9)
        }
        let last = deliver(1)
        #expect(last.map(\.body) == [[1]])
        let over = queue.leave(queue.consumers[0]) { $0 }
        #expect(over == 1)
        #expect(queue.parked.map(\.sent.body) == [[1]])
        #expect(queue.ready.map(\.sent.body) == [[2], [3], [4]])
    }

    @Test("An acknowledgement settles one message or all up to it; a rejected one is parked")
    mutating func settling() {
        _ = deliver(4)
        queue.settle(acknowledgement(2, .upToHere))
        queue.settle(acknowledgement(4, .reject))
        #expect(queue.out.map(\.entry.sent.body) == [[3]])
        #expect(queue.parked.map(\.sent.body) == [[4]])
    }
}

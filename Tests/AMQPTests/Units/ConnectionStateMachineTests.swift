import Testing

@testable import AMQP

@Suite("The life of a connection")
struct ConnectionStateMachineTests {
    private let error = AMQPError(.connectionLost, "cut")
    private var generator = SystemRandomNumberGenerator()

    private func machine(attempts: Int? = nil, isEnabled: Bool = true) -> ConnectionStateMachine {
        ConnectionStateMachine(
            recovery: RecoveryPolicy(
                isEnabled: isEnabled, initialDelay: .seconds(1), maximumDelay: .seconds(4), jitter: 0,
                maximumAttempts: attempts))
    }

    @Test("opens, is blocked and unblocked, and closes when the broker answers")
    mutating func plainLife() {
        var machine = machine()
        #expect(!machine.isOpen && machine.start() == .connect)
        #expect(machine.connected() == .reportOpened(epoch: 1))
        #expect(machine.isOpen && machine.mayPublish)
        #expect(machine.blocked(reason: "memory") == .reportBlocked("memory"))
        #expect(machine.isOpen && !machine.mayPublish)
        #expect(machine.blocked(reason: "again") == .nothing)
        #expect(machine.unblocked() == .reportUnblocked)
        #expect(machine.unblocked() == .nothing && machine.mayPublish)
        #expect(machine.closeRequested() == .sendClose)
        #expect(machine.closeRequested() == .nothing)
        #expect(machine.closeCompleted() == .finish)
        #expect(machine.isClosed && machine.closeCompleted() == .nothing && machine.closeRequested() == .nothing)
    }

    @Test("fails to open at once, without trying again")
    mutating func failsToOpen() {
        var machine = machine()
        _ = machine.start()
        #expect(machine.connectFailed(error, using: &generator) == .failOpening(error))
        #expect(machine.isClosed)
    }

    @Test("recovers with growing waits, and begins with the short one after a success")
    mutating func recovers() {
        var machine = machine()
        _ = machine.start()
        _ = machine.connected()
        for round in 2...3 as ClosedRange<UInt64> {
            #expect(machine.lost(error, using: &generator) == .recover(error, after: .seconds(1)))
            #expect(!machine.isOpen && machine.lost(error, using: &generator) == .nothing)
            #expect(machine.waitEnded() == .connect)
            for delay in [2, 4, 4, 4] {
                #expect(machine.connectFailed(error, using: &generator) == .retry(after: .seconds(delay)))
                #expect(machine.waitEnded() == .connect)
            }
            #expect(machine.connected() == .restore(epoch: round))
        }
    }

    @Test("is given up after the last attempt, or at once if recovery is off")
    mutating func givesUp() {
        var limited = machine(attempts: 2)
        _ = limited.start()
        _ = limited.connected()
        _ = limited.lost(error, using: &generator)
        _ = limited.waitEnded()
        #expect(limited.connectFailed(error, using: &generator) == .retry(after: .seconds(2)))
        _ = limited.waitEnded()
        #expect(limited.connectFailed(error, using: &generator) == .giveUp(error))
        #expect(limited.isClosed)
        var off = machine(isEnabled: false)
        _ = off.start()
        _ = off.connected()
        #expect(off.lost(error, using: &generator) == .giveUp(error))
    }

    @Test("can be closed in every state, and a loss while closing ends it")
    mutating func closesAnywhere() {
        var waiting = machine()
        _ = waiting.start()
        _ = waiting.connected()
        _ = waiting.lost(error, using: &generator)
        #expect(waiting.closeRequested() == .finish && waiting.isClosed)
        #expect(waiting.waitEnded() == .nothing)
        var closing = machine()
        _ = closing.start()
        _ = closing.connected()
        _ = closing.closeRequested()
        #expect(closing.isClosing && closing.blocked(reason: "late") == .nothing)
        #expect(closing.lost(error, using: &generator) == .finish)
        #expect(closing.isClosed)
    }
}

@Suite("The waits between attempts")
struct BackoffTests {
    @Test("double up to the maximum, and jitter only shortens them")
    func growth() {
        var generator = SystemRandomNumberGenerator()
        var backoff = Backoff(
            RecoveryPolicy(initialDelay: .milliseconds(100), maximumDelay: .seconds(2), jitter: 0.5))
        for attempt in 0..<70 {
            let full = min(Duration.milliseconds(100) * (1 << min(attempt, 20)), .seconds(2))
            let delay = backoff.next(using: &generator)
            #expect(
                delay.map { $0 <= full && $0 >= full / 2 } == true, "attempt \(attempt): \(String(describing: delay))")
        }
        backoff.reset()
        #expect(backoff.next(using: &generator).map { $0 <= .milliseconds(100) } == true)
    }

    @Test("end when the attempts are used up")
    func end() {
        var generator = SystemRandomNumberGenerator()
        var none = Backoff(RecoveryPolicy(maximumAttempts: 0))
        #expect(none.next(using: &generator) == nil)
        var two = Backoff(RecoveryPolicy(maximumAttempts: 2))
        #expect(two.next(using: &generator) != nil && two.next(using: &generator) != nil)
        #expect(two.next(using: &generator) == nil)
    }
}

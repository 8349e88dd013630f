/// The life of a connection: which state it is in, and what to do when something happens.
///
/// Has no socket and no clock.
struct ConnectionStateMachine: Sendable {
    /// What the owner of the connection must do next.
    enum Action: Equatable, Sendable {
        case nothing
        /// Try all hosts now.
        case connect
        /// The first connection stands: tell whoever waits for it.
        case reportOpened(epoch: UInt64)
        /// A later connection stands: open the channels again, then tell.
        case restore(epoch: UInt64)
        /// The first attempt has failed.
        case failOpening(AMQPError)
        /// Void what the lost connection had, tell, and connect again after the wait.
        case recover(AMQPError, after: Duration)
        /// Wait and connect again; everything has been voided already.
        case retry(after: Duration)
        /// Void what the lost connection had and end for good.
        case giveUp(AMQPError)
        /// Tell that publishing must stop or may go on.
        case reportBlocked(String)
        case reportUnblocked
        /// Send `connection.close` and wait for the answer.
        case sendClose
        /// Release everything.
        case finish
    }

    private enum State: Equatable {
        case initial
        case connecting
        case open
        case blocked
        case waiting
        case reconnecting
        case closing
        case closed
    }

    private var state: State = .initial
    private var backoff: Backoff
    /// Counts connections that stood; the first one is 1.
    private(set) var epoch: UInt64 = 0

    init(recovery: RecoveryPolicy) { backoff = Backoff(recovery) }

    /// Whether requests and acknowledgements can be sent.
    var isOpen: Bool { state == .open || state == .blocked }
    /// Whether messages can be published.
    var mayPublish: Bool { state == .open }
    var isClosed: Bool { state == .closed }
    var isClosing: Bool { state == .closing }

    mutating func start() -> Action {
        precondition(state == .initial, "a connection starts once")
        state = .connecting
        return .connect
    }

    mutating func connected() -> Action {
        switch state {
        case .connecting, .reconnecting:
            let isFirst = state == .connecting
            state = .open
            epoch += 1
            backoff.reset()
            return isFirst ? .reportOpened(epoch: epoch) : .restore(epoch: epoch)
        case .initial, .open, .blocked, .waiting, .closing, .closed:
            // Its owner makes one attempt at a time and tells its end once; nothing that a broker sends leads here.
            preconditionFailure("connected in state \(state)")
        }
    }

    mutating func connectFailed(_ error: AMQPError, using generator: inout some RandomNumberGenerator) -> Action {
        switch state {
        case .connecting:
            state = .closed
            return .failOpening(error)
        case .reconnecting:
            guard let delay = backoff.next(using: &generator) else {
                state = .closed
                return .giveUp(error)
            }
            state = .waiting
            return .retry(after: delay)
        case .initial, .open, .blocked, .waiting, .closing, .closed:
            // As above: an attempt that nobody began cannot fail.
            preconditionFailure("a failed attempt in state \(state)")
        }
    }

    mutating func lost(_ error: AMQPError, using generator: inout some RandomNumberGenerator) -> Action {
        switch state {
        case .open, .blocked:
            guard let delay = backoff.next(using: &generator) else {
                state = .closed
                return .giveUp(error)
            }
            state = .waiting
            return .recover(error, after: delay)
        case .closing:
            state = .closed
            return .finish
        case .initial, .connecting, .waiting, .reconnecting, .closed:
            return .nothing
        }
    }

    mutating func waitEnded() -> Action {
        guard state == .waiting else { return .nothing }
        state = .reconnecting
        return .connect
    }

    mutating func blocked(reason: String) -> Action {
        guard state == .open else { return .nothing }
        state = .blocked
        return .reportBlocked(reason)
    }

    mutating func unblocked() -> Action {
        guard state == .blocked else { return .nothing }
        state = .open
        return .reportUnblocked
    }

    mutating func closeRequested() -> Action {
        switch state {
        case .open, .blocked:
            state = .closing
            return .sendClose
        case .initial, .connecting, .waiting, .reconnecting:
            state = .closed
            return .finish
        case .closing, .closed:
            return .nothing
        }
    }

    /// The broker has answered `connection.close`, or the time for it is over.
    mutating func closeCompleted() -> Action {
        guard state == .closing else { return .nothing }
        state = .closed
        return .finish
    }
}

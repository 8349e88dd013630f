internal import CRabbitMQ
internal import Glibc
internal import Logging

/// Owns one connection: all that concerns librabbitmq happens in `run`, on one thread.
///
/// The thread waits in poll(2) for the socket and for commands, then does in turns what there is to do: take commands,
/// read frames, send requests and messages, hand over what arrived. It keeps no reference to `Connection`.
final class Owner {
    let configuration: ConnectionConfiguration
    let inbox: Inbox
    let status: ConnectionStatus
    let logger: Logger
    let clock = ContinuousClock()

    var machine: ConnectionStateMachine
    var generator = SystemRandomNumberGenerator()
    var session: Session?
    var channels: [ChannelID: ChannelState] = [:]
    var channelOrder: [ChannelID] = []
    var numbers: [UInt16: ChannelID] = [:]
    var lastEpoch: UInt64 = 0

    /// Who waits for the first connection.
    var opener: (@Sendable (Result<Void, AMQPError>) -> Void)?
    var closers: [@Sendable () -> Void] = []
    var connectAt: ContinuousClock.Instant?
    var closeDeadline: ContinuousClock.Instant?
    /// The incarnation whose recovery has not been told yet.
    var recovering: UInt64?
    var lastRead: ContinuousClock.Instant
    var lastWrite: ContinuousClock.Instant
    private var framesWritten: UInt64 = 0

    init(
        configuration: ConnectionConfiguration, inbox: Inbox, status: ConnectionStatus,
        opener: @escaping @Sendable (Result<Void, AMQPError>) -> Void
    ) {
        self.configuration = configuration
        self.inbox = inbox
        self.status = status
        self.opener = opener
        var logger = configuration.logger
        logger[metadataKey: "connection"] = "\(configuration.name)"
        self.logger = logger
        machine = ConnectionStateMachine(recovery: configuration.recovery)
        lastRead = clock.now
        lastWrite = lastRead
    }

    /// Runs until the connection is closed for good.
    func run() {
        perform(machine.start())
        while !machine.isClosed { turn() }
    }

    private func turn() {
        for command in inbox.take() { handle(command) }
        var isBusy = false
        attempt { () throws(AMQPError) in isBusy = try readFrames() }
        attempt { () throws(AMQPError) in try send() }
        for id in channelOrder { channels[id]?.handOver() }
        reportRecovery()
        let now = clock.now
        expire(now)
        guard !machine.isClosed, !isBusy else { return }
        let wantsToWrite = session.map { $0.output.count > 0 || hasSendable && !$0.hasRoom } ?? false
        if !wantsToWrite, hasSendable { return }
        let socket = session?.descriptor ?? -1
        let timeout = milliseconds(until: nextDeadline(), from: now)
        if inbox.sleep(socket: socket, wantsToWrite: wantsToWrite, timeoutMilliseconds: timeout) {
            lastRead = clock.now
        }
    }

    /// Reads what is there, at most 1,024 frames in one turn; true if there may be more.
    private func readFrames() throws(AMQPError) -> Bool {
        guard let session else { return false }
        for _ in 0..<1024 {
            switch session.readFrame() {
            case .nothing: return false
            case .failed(let error): throw error
            case .frame(let frame):
                try handle(frame)
                // A lost connection is released in the handler.
                guard self.session === session else { return false }
                session.release(channel: frame.channel)
            }
        }
        lastRead = clock.now
        return true
    }

    /// Sends requests and messages as far as the socket takes them.
    private func send() throws(AMQPError) {
        guard let session, machine.isOpen || machine.isClosing else { return }
        if machine.isOpen {
            for id in channelOrder {
                guard let channel = channels[id] else { continue }
                try sendRequests(on: channel, session)
                try sendMessages(on: channel, session)
            }
        }
        try session.flush()
        if session.framesWritten != framesWritten {
            framesWritten = session.framesWritten
            lastWrite = clock.now
        }
    }

    /// Whether a message could be sent now if the socket took it.
    private var hasSendable: Bool {
        machine.mayPublish && channelOrder.contains { channels[$0].map { $0.hasUnsent && $0.mayPublish } ?? false }
    }

    /// Runs what may lose the connection.
    func attempt(_ body: () throws(AMQPError) -> Void) {
        do throws(AMQPError) {
            try body()
        } catch {
            lose(error)
        }
    }

    private func milliseconds(until deadline: ContinuousClock.Instant?, from now: ContinuousClock.Instant) -> Int32 {
        guard let deadline else { return -1 }
        let parts = now.duration(to: deadline).components
        guard parts.seconds >= 0, parts.attoseconds >= 0 else { return 0 }
        // Rounded up, or the last millisecond would be spent in turns that do nothing.
        return Int32(clamping: parts.seconds * 1000 + parts.attoseconds / 1_000_000_000_000_000 + 1)
    }
}

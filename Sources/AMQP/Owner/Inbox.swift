internal import CRabbitMQ
internal import Glibc
internal import Synchronization

/// Commands on their way to the owner thread, and the descriptor that wakes it.
///
/// A batch of commands costs one wake-up, and none while the owner is awake anyway.
final class Inbox: Sendable {
    private struct State {
        var commands: [Command] = []
        var ownerSleeps = false
        var isClosed = false
    }

    private let state = Mutex(State())
    /// An eventfd(2).
    let descriptor: Int32

    init() throws(AMQPError) {
        descriptor = crabbitmq_wake_descriptor()
        guard descriptor >= 0 else {
            throw AMQPError(.limitReached, "eventfd failed: \(String(cString: strerror(errno))); too many open files?")
        }
    }

    deinit { Glibc.close(descriptor) }

    /// Hands a command to the owner; false once the connection is closed, and the command is dropped then.
    func post(_ command: Command) -> Bool {
        let (isAccepted, mustWake) = state.withLock { state in
            guard !state.isClosed else { return (false, false) }
            state.commands.append(command)
            defer { state.ownerSleeps = false }
            return (true, state.ownerSleeps)
        }
        if mustWake { wake() }
        return isAccepted
    }

    /// All commands so far.
    func take() -> [Command] {
        state.withLock { state in
            defer { state.commands = [] }
            return state.commands
        }
    }

    /// Waits for the socket, a command or the time-out.
    ///
    /// `socket` is negative when there is none. True if it can be read.
    func sleep(socket: Int32, wantsToWrite: Bool, timeoutMilliseconds: Int32) -> Bool {
        let maySleep = state.withLock { state in
            state.ownerSleeps = state.commands.isEmpty
            return state.ownerSleeps
        }
        guard maySleep else { return false }
        let events = Int16(POLLIN) | (wantsToWrite ? Int16(POLLOUT) : 0)
        // poll(2) skips negative descriptors.
        var queries = [
            pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0), pollfd(fd: socket, events: events, revents: 0),
        ]
        _ = poll(&queries, 2, timeoutMilliseconds)
        state.withLock { $0.ownerSleeps = false }
        if queries[0].revents != 0 {
            var count: UInt64 = 0
            _ = read(descriptor, &count, 8)
        }
        return queries[1].revents & Int16(POLLIN) != 0
    }

    /// Takes no more commands; returns those that nobody will handle.
    func close() -> [Command] {
        state.withLock { state in
            state.isClosed = true
            defer { state.commands = [] }
            return state.commands
        }
    }

    private func wake() {
        var one: UInt64 = 1
        _ = write(descriptor, &one, 8)
    }
}

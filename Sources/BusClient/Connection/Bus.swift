public import AMQP
internal import Dispatch
internal import Foundation
internal import Synchronization
internal import Wire

/// Sends requests and brings their replies: one connection, one channel, any number of requests under way.
///
/// Replies come by direct reply-to, so there is no queue to clean up. Requests are mandatory and confirmed: one that no
/// queue takes is reported at once and not at its deadline. Every request ends, at the latest when its time is up.
public final class Bus: Sendable {
    let configuration: BusConfiguration
    private let route: BusRoute
    private let state = Mutex(BusState())
    /// What `open` has started; `close` waits for it.
    private let serving = Mutex<Task<Void, Never>?>(nil)

    /// A bus that is not connected: requests wait until `run` has connected it, or their time is up.
    public init(_ configuration: BusConfiguration) {
        self.configuration = configuration
        route = configuration.route
    }

    /// Connects, and keeps the connection until `close`.
    ///
    /// - Throws: what `AMQP.Connection.open` throws, and `accessRefused` where replies cannot be consumed.
    public static func open(_ configuration: BusConfiguration) async throws(AMQPError) -> Bus {
        let link = try await BusLink.open(configuration.connection)
        let bus = Bus(configuration)
        bus.change { $0.phase = .running }
        bus.serving.withLock { $0 = Task { await bus.serve(from: link) } }
        return bus
    }

    /// Connects and stays connected, until `stop` or the task's cancellation.
    ///
    /// A broker that cannot be reached is tried again for ever, with growing waits.
    public func run() async {
        let isFirst = change { state in
            guard state.phase == .idle else { return false }
            state.phase = .running
            return true
        }
        guard isFirst else { return }
        await withTaskCancellationHandler {
            await serve(from: nil)
        } onCancel: {
            stop()
        }
    }

    /// Closes the connection; what is under way ends as interrupted.
    public func stop() {
        change { state in
            state.phase = .stopped
            state.interruption?.finish()
            // What is under way is ended here, too, because nobody might be running the bus.
            endAll(&state)
        }
    }

    /// Stops, and waits until the connection of `open` is closed.
    public func close() async {
        stop()
        await serving.withLock { $0 }?.value
    }

    /// Sends a request and waits for its end.
    ///
    /// When the task is cancelled it ends as `cancelled`; that does not take the request back.
    public func call(_ request: BusRequest) async -> BusResult {
        let number = change { $0.newNumber() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                change { state in
                    // The handler below may have run before there was anything to cancel.
                    let isCancelled = Task.isCancelled
                    begin([(number, request)], &state, caller: continuation)
                    if isCancelled { perform(state.table.cancelled(number), of: number, &state) }
                }
            }
        } onCancel: {
            change { perform($0.table.cancelled(number), of: number, &$0) }
        }
    }

    /// Sends requests, all at once; their ends come from `nextCompletions`.
    ///
    /// - Returns: the requests' numbers, in their order.
    public func send(_ requests: [BusRequest]) -> [UInt64] {
        change { state in
            let numbered = requests.map { (state.newNumber(), $0) }
            begin(numbered, &state, caller: nil)
            return numbered.map(\.0)
        }
    }

    /// Waits until requests of `send` have ended, or `wake` has rung.
    ///
    /// One task at a time waits.
    ///
    /// - Returns: the requests that have ended since the last call, in the order in which they ended; may be empty.
    public func nextCompletions() async -> [BusCompletion] {
        await withCheckedContinuation { continuation in
            change { state in
                precondition(state.listener == nil, "one task at a time waits for completions")
                state.listener = continuation
            }
        }
        return change { state in
            state.isWoken = false
            defer { state.completions.removeAll(keepingCapacity: true) }
            return state.completions
        }
    }

    // MARK: - State

    /// Changes the state, then tells everybody whom the change concerns.
    @discardableResult
    func change<Value>(_ change: (inout BusState) -> sending Value) -> Value {
        let (value, wakings) = state.withLock { state in
            let value = change(&state)
            return (value, state.takeWakings())
        }
        for waking in wakings.callers { waking.caller.resume(returning: waking.result) }
        wakings.listener?.resume()
        return value
    }

    /// Now, with a drawn chance.
    var moment: CallTable.Moment { CallTable.Moment(now: .now, chance: .random(in: 0...1)) }

    /// Publishes requests, or notes that they wait.
    ///
    /// Under the lock, so that what is published on a connection is also known to be lost with it.
    func perform(_ action: CallTable.Action, of number: UInt64, _ state: inout BusState) {
        switch action {
        case .wait: break
        case .send: publish([number], &state)
        case .end(let ending): state.finish(number, .ended(ending), at: .now)
        }
        setAlarm(&state)
    }

    /// As `perform(_:of:_:)`, for several.
    func perform(_ step: CallTable.Step, _ state: inout BusState) {
        publish(step.send, &state)
        let now = ContinuousClock.now
        for ended in step.end { state.finish(ended.number, .ended(ended.ending), at: now) }
        setAlarm(&state)
    }

    /// Hands requests to the publisher.
    func publish(_ numbers: [UInt64], _ state: inout BusState) {
        guard !numbers.isEmpty, let publisher = state.publisher else { return }
        let now = ContinuousClock.now
        let milliseconds = Int64(Date().timeIntervalSince1970 * 1000)
        let messages = numbers.compactMap { number in
            state.pending[number].map { pending in
                route.message(
                    pending.request, number: number, timeout: pending.deadline - now, milliseconds: milliseconds)
            }
        }
        publisher.send(messages)
    }

    private func begin(
        _ requests: [(number: UInt64, request: BusRequest)], _ state: inout BusState,
        caller: CheckedContinuation<BusResult, Never>?
    ) {
        let moment = moment
        var step = CallTable.Step()
        for (number, request) in requests {
            let deadline = moment.now + (request.timeout ?? configuration.timeout)
            state.pending[number] = BusState.Pending(
                request: request, started: moment.now, deadline: deadline, caller: caller)
            guard state.phase != .stopped else {
                step.add(.end(.unreachable("the connection is closed")), of: number)
                continue
            }
            guard state.table.count < configuration.maximumOutstanding else {
                step.add(.end(.crowdedOut), of: number)
                continue
            }
            let terms = CallTable.Terms(
                isCast: request.isCast, deadline: deadline + configuration.grace, repeats: request.repeats,
                waitsForBroker: request.waitsForBroker)
            step.add(state.table.began(number, terms, at: moment), of: number)
        }
        perform(step, &state)
    }

    /// Ends everything that is under way.
    func endAll(_ state: inout BusState) {
        perform(CallTable.Step(end: state.table.closed()), &state)
    }
}

import AMQP
import Foundation
import Wire

/// Sends requests and brings their replies: one connection, one channel, any number of requests under way.
///
/// Replies come by direct reply-to, so there is no queue to clean up. Requests are mandatory and confirmed: one that no
/// queue takes is reported at once and not at its deadline.
actor RequestClient {
    /// How much longer than the deadline an answer is waited for.
    ///
    /// The worker's own "too late" is worth waiting for: it says that nothing was applied.
    static let grace: Duration = .seconds(1)

    private let connection: Connection
    private let publisher: Publisher
    private let replies: Consumer
    private let route: RequestRoute
    private let alarm = Alarm()
    private var pumps: Task<Void, Never>?

    private var table = CallTable()
    private var started: [UInt64: ContinuousClock.Instant] = [:]
    private var callers: [UInt64: CheckedContinuation<CallResult, Never>] = [:]
    private var completions: [Completion] = []
    private var listener: CheckedContinuation<Void, Never>?
    private var isAlarmSet = false
    private var isWoken = false
    private var lastNumber: UInt64 = 0

    private init(connection: Connection, publisher: Publisher, replies: Consumer, route: RequestRoute) {
        self.connection = connection
        self.publisher = publisher
        self.replies = replies
        self.route = route
    }

    /// Opens what is needed on a connection, which belongs to the client from then on.
    static func open(_ connection: Connection, route: RequestRoute) async throws(AMQPError) -> RequestClient {
        let channel = try await connection.openChannel()
        let publisher = channel.publisher()
        let replies = try await channel.consume(RequestRoute.directReplyTo, prefetch: 0, noAck: true)
        let client = RequestClient(connection: connection, publisher: publisher, replies: replies, route: route)
        await client.start()
        return client
    }

    /// Sends a request and waits for its end.
    func call(_ request: PreparedRequest) async -> CallResult {
        await withCheckedContinuation { continuation in
            let message = begin(request)
            callers[message.id] = continuation
            publish([message])
        }
    }

    /// Sends requests, all at once; their ends come from `nextCompletions`.
    ///
    /// - Returns: the requests' numbers, in their order.
    func send(_ requests: [PreparedRequest]) -> [UInt64] {
        let messages = requests.map(begin)
        publish(messages)
        return messages.map(\.id)
    }

    /// Waits until requests of `send` have ended, or `wake` has been called.
    ///
    /// - Returns: the requests that have ended since the last call, in the order in which they ended; may be empty.
    func nextCompletions() async -> [Completion] {
        precondition(listener == nil, "one task at a time waits for completions")
        if completions.isEmpty && !isWoken { await withCheckedContinuation { listener = $0 } }
        isWoken = false
        defer { completions.removeAll(keepingCapacity: true) }
        return completions
    }

    /// Ends the waiting in `nextCompletions` after a time.
    func wake(after duration: Duration) { alarm.set(after: duration) }

    /// Closes the connection; what is under way ends as interrupted.
    func close() async {
        await connection.close()
        alarm.stop()
        await pumps?.value
        pumps = nil
        for number in table.closed() { finish(number, .ended(.interrupted("the connection was closed"))) }
    }

    // MARK: - Sending

    private func begin(_ request: PreparedRequest) -> OutgoingMessage {
        lastNumber += 1
        let now = ContinuousClock.now
        table.began(lastNumber, isCast: request.isCast, deadline: now + route.timeout + Self.grace)
        started[lastNumber] = now
        let milliseconds = Int64(Date().timeIntervalSince1970 * 1000)
        return route.message(request, number: lastNumber, milliseconds: milliseconds)
    }

    private func publish(_ messages: [OutgoingMessage]) {
        if !isAlarmSet {
            isAlarmSet = true
            alarm.set(after: route.timeout + Self.grace)
        }
        publisher.send(messages)
    }

    // MARK: - What comes in

    private func start() {
        pumps = Task {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await self.readReplies() }
                group.addTask { await self.readOutcomes() }
                group.addTask { await self.readEvents() }
                group.addTask { await self.readAlarm() }
            }
        }
    }

    private func readReplies() async {
        while true {
            switch await replies.next(max: 512) {
            case .deliveries(let deliveries): for delivery in deliveries { take(delivery) }
            case .interrupted(let error, _): interrupt(error.description)
            case .cancelled(let reason): return interrupt("the broker ended the reply consumer: \(reason)")
            case .closed: return
            }
            notify()
        }
    }

    private func readOutcomes() async {
        while true {
            let results = await publisher.nextOutcomes()
            guard !results.isEmpty else { return }
            for result in results {
                guard let ending = table.published(result.id, Self.news(result.outcome)) else { continue }
                finish(result.id, .ended(ending))
            }
            notify()
        }
    }

    /// While the connection is being opened again, requests wait in the publisher; only its end is news here.
    private func readEvents() async {
        for await event in connection.events() {
            switch event {
            case .closed:
                for number in table.closed() { finish(number, .ended(.interrupted("the connection was closed"))) }
                return notify()
            case .lost, .recovered, .blocked, .unblocked: break
            }
        }
    }

    private func readAlarm() async {
        for await _ in alarm.rings {
            let now = ContinuousClock.now
            for number in table.passed(now) { finish(number, .ended(.expired)) }
            let next = table.nextDeadline
            isAlarmSet = next != nil
            if let next { alarm.set(after: next - now) }
            isWoken = true
            notify()
        }
    }

    // MARK: - Ends

    private func take(_ delivery: Delivery) {
        // A reply without a number of ours is nobody's: the address dies with the channel, so it can only be a stray.
        guard let number = delivery.properties.correlationID.flatMap({ UInt64($0) }), table.replied(number) else {
            return
        }
        do throws(ToolError) {
            finish(number, .answered(try Reply(delivery)))
        } catch {
            finish(number, .unreadable(error))
        }
    }

    private func interrupt(_ why: String) {
        for number in table.interrupted() { finish(number, .ended(.interrupted(why))) }
        notify()
    }

    private func finish(_ number: UInt64, _ result: CallResult) {
        let elapsed = started.removeValue(forKey: number).map { ContinuousClock.now - $0 } ?? .zero
        if let caller = callers.removeValue(forKey: number) { return caller.resume(returning: result) }
        completions.append(Completion(number: number, result: result, elapsed: elapsed))
    }

    private func notify() {
        guard let waiting = listener, isWoken || !completions.isEmpty else { return }
        listener = nil
        waiting.resume()
    }

    private static func news(_ outcome: PublishOutcome) -> CallTable.PublishNews {
        switch outcome {
        case .confirmed: .confirmed
        case .returned: .returned
        case .negative: .negative
        case .lost(let error) where error.code == .notFound: .returned
        case .lost(let error) where [.frameTooLarge, .invalidArgument, .accessRefused].contains(error.code):
            .unsendable(error.description)
        case .lost(let error): .lost(error.description)
        }
    }
}

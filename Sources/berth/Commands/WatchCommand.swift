import AMQP
import ArgumentParser
import Wire

/// `berth watch`: see events as they happen.
struct WatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Print events as they happen, until stopped.",
        discussion: """
            The events come through a queue of the command's own that ends with it, so nothing is kept while nobody \
            watches. Without --kind and --host every event is seen and a gap in their numbers is reported.
            """)

    @Option(help: ArgumentHelp("Only this kind, such as claim.confirmed; may be repeated.", valueName: "kind"))
    var kind: [String] = []

    @Option(help: ArgumentHelp("Only of this host; may be repeated.", valueName: "name"))
    var host: [String] = []

    @Option(help: ArgumentHelp("End after so many events.", valueName: "n"))
    var count: Int?

    @Option(help: ArgumentHelp("The exchange that events are published to.", valueName: "name"))
    var exchange = "berth.events"

    @Flag(help: "Print JSON, one object to a line.")
    var json = false

    @Option(
        help: ArgumentHelp(
            "Print only metrics, as the notifications that a cloud's services know: legacy or versioned.",
            valueName: "shape"))
    var metrics: MetricsShape?

    @OptionGroup var broker: BrokerOptions

    func validate() throws {
        for name in kind where EventKind(rawValue: name) == nil {
            let known = EventKind.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("There is no kind of event named \(Printable.text(name)). Kinds: \(known)")
        }
        if let count, count < 1 { throw ValidationError("--count must be at least 1.") }
        if metrics != nil, !kind.isEmpty { throw ValidationError("--metrics is a kind of its own: leave --kind out.") }
    }

    func run() async throws {
        let link = try broker.link()
        let connection = try await link.connect(recovers: true)
        let result: Result<Void, ToolError>
        do throws(AMQPError) {
            let consumer = try await subscribe(connection)
            result = await Self.outcome { () async throws(ToolError) in try await watch(consumer) }
        } catch {
            result = .failure(ToolError(broker: error, at: link.url))
        }
        await connection.close()
        try result.get()
    }

    /// The binding keys: every pair of kind and host, `*` being a word of any kind.
    ///
    /// A kind has two words. A host may have dots and then has several, so it comes last, as `#` where any will do.
    var bindingKeys: [String] {
        let wanted = metrics == nil ? kind : [EventKind.metricsReported.rawValue]
        if wanted.isEmpty && host.isEmpty { return ["#"] }
        let kinds = wanted.isEmpty ? ["*.*"] : wanted
        let hosts = host.isEmpty ? ["#"] : host
        return kinds.flatMap { kind in hosts.map { "\(kind).\($0)" } }
    }

    private func subscribe(_ connection: Connection) async throws(AMQPError) -> Consumer {
        let channel = try await connection.openChannel()
        let queue = try await channel.declareQueue(
            QueueDeclaration(name: "", durable: false, exclusive: true, autoDelete: true))
        for key in bindingKeys { try await channel.bindQueue(queue.name, to: exchange, routingKey: key) }
        return try await channel.consume(queue.name, prefetch: 0, noAck: true)
    }

    private func watch(_ consumer: Consumer) async throws(ToolError) {
        var gaps = EventGaps()
        var seen = 0
        while true {
            switch await consumer.next(max: 256) {
            case .deliveries(let deliveries):
                for delivery in deliveries {
                    try show(delivery, &gaps)
                    seen += 1
                    if seen == count { return }
                }
            case .interrupted(let error, _):
                Terminal.line(
                    "The connection was lost, events are missed until it is back: \(Printable.text(error.description))",
                    to: .error)
            case .cancelled(let reason):
                throw ToolError(.brokerUnavailable, "The broker ended the subscription: \(Printable.text(reason))")
            case .closed: return
            }
        }
    }

    private func show(_ delivery: Delivery, _ gaps: inout EventGaps) throws(ToolError) {
        let event: Berth_Tracker_V1_Event
        do throws(WireError) {
            let type = try ContentType(property: delivery.properties.contentType)
            event = try MessageCodec(type).decode(Berth_Tracker_V1_Event.self, from: delivery.body)
        } catch {
            return Terminal.line("An event cannot be read: \(Printable.text(error.description))", to: .error)
        }
        if bindingKeys == ["#"], let gap = gaps.seen(event.sequence, of: event.shard) {
            Terminal.line("Gap in shard \(Printable.text(event.shard)): \(gap)", to: .error)
        }
        if let metrics { return Self.show(event, as: metrics.notification) }
        Terminal.write(json ? try MessageJSON.text(event) : EventText.line(event))
    }

    private static func show(_ event: Berth_Tracker_V1_Event, as shape: MetricsNotification) {
        do throws(WireError) {
            guard let json = try shape.json(of: event) else { return }
            Terminal.line(String(decoding: json, as: UTF8.self))
        } catch {
            Terminal.line("An event cannot be shown: \(Printable.text(error.description))", to: .error)
        }
    }

    private static func outcome(
        _ body: () async throws(ToolError) -> Void
    ) async -> Result<Void, ToolError> {
        do throws(ToolError) {
            return .success(try await body())
        } catch {
            return .failure(error)
        }
    }
}

/// Which notification to print metrics as.
enum MetricsShape: String, CaseIterable, ExpressibleByArgument {
    case legacy, versioned

    /// The shape of the notification.
    var notification: MetricsNotification { self == .legacy ? .legacy : .versioned }
}

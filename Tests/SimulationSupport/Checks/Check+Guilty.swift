internal import AMQP
internal import Journal
internal import Wire
internal import Worker

extension Check {
    /// Only what does harm is parked for it; nobody is parked for having been out when something else did.
    ///
    /// A message in whose single steps the process ended twice for another reason cannot be told from a guilty one.
    static let guilty = Check("guilty") { run in
        run.broker.deadLetters.compactMap { convicted($0, run) } + overLimit(run)
    }

    private static func convicted(_ letter: OutgoingMessage, _ run: Simulation) -> String? {
        let reason = letter.properties.headers[HeaderName.deadReason]?.text.flatMap(DeadReason.init(rawValue:))
        guard reason == .crashedWorker || reason == .defect else { return nil }
        let number = Intent.number(of: letter.properties.appID ?? "")
        let intent = number.map { run.callers.intents[$0] }
        guard intent?.harm == nil else { return nil }
        let message = SentMessage(properties: letter.properties, body: letter.body, routingKey: letter.routingKey)
        guard run.watch.bystanders[message.digest, default: 0] < 2 else { return nil }
        return "\(intent.map { "request \($0.number)" } ?? "a lease end") is called guilty and does no harm"
    }

    /// The broker's own limit is a backstop: with the usual one nothing reaches it.
    private static func overLimit(_ run: Simulation) -> [String] {
        let harmful = run.callers.intents.count { $0.harm != nil }
        // A guilty one is known at its third death, and comes once more if its end was not acknowledged.
        guard run.watch.returns + 4 * harmful < run.swarm.deliveryLimit else { return [] }
        let over = run.broker.requests.parked.filter { $0.reason == "delivery_limit" }
        return over.isEmpty ? [] : ["\(over.count) messages are parked by the broker"]
    }
}

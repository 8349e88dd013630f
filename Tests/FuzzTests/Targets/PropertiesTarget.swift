import AMQP
import Wire

@testable import Worker
@testable import berth

extension FuzzTarget {
    /// The content header of a message, as it stands in its frame: properties and header table.
    ///
    /// It goes through intake, the store's form, the dead letter, the tool's reading of it, and the replay.
    static let properties = FuzzTarget(
        "properties", words: RandomProperties.names + ["F", "S", "A", "l", "T", "V", "\u{1}t"], maximumBytes: 40_000
    ) { random in
        while true {
            // What cannot be published, such as a text that is too long, is drawn again.
            if let bytes = try? WireProperties.encode(RandomProperties.properties(&random)) { return bytes }
        }
    } check: {
        try PropertiesCheck.check($0)
    }
}

private enum PropertiesCheck {
    /// An empty body is a message of every method.
    private static let body: [UInt8] = []

    static func check(_ input: [UInt8]) throws -> FuzzTarget.Verdict {
        guard let properties = WireProperties.decode(input) else { return .refused }
        let stored = try EnvelopeCodec.encode(properties, mandatory: true)
        let again = try EnvelopeCodec.decode(stored)
        // Compared by their bytes, since a number may be NaN.
        try Defect.unlessEqual(
            try EnvelopeCodec.encode(again.properties, mandatory: again.mandatory), stored, "the stored form")
        let delivery = delivery(properties)
        let arrival = Intake(names: BrokerNames(), limits: CodecLimits()).read(delivery, nowNanoseconds: 1)
        switch arrival {
        case .request(let request):
            try expectSendable(reply(to: request.head), "the reply")
            try expectParkable(delivery)
            return .accepted
        case .undecodable(let undecodable):
            let problem = undecodable.problem
            try MessageText.expectSound(field: problem.field ?? "", problem.message)
            if let address = undecodable.replyAddress { try expectSendable(reply(to: address), "the reply") }
            if !problem.isTooLargeToPark { try expectParkable(delivery) }
            return .refused
        case .convict: throw Defect("intake convicts nobody by itself")
        }
    }

    private static func delivery(_ properties: MessageProperties) -> Delivery {
        Delivery(
            token: DeliveryToken(epoch: 1, tag: 1), exchange: "berth.requests", routingKey: "h",
            properties: properties, body: body)
    }

    private static func expectParkable(_ delivery: Delivery) throws {
        let letter = DeadLetterBuilder.message(
            id: 1, original: delivery,
            verdict: .init(reason: .undecodable, status: .invalidArgument, message: "why", attempts: 1, replays: 0),
            timeNanoseconds: 1, settings: WorkerSettings())
        let bytes = try expectSendable(letter.properties, "the dead letter")
        try Defect.unless(letter.body == delivery.body, "the dead letter has another body")
        guard let read = WireProperties.decode(bytes) else { throw Defect("the dead letter cannot be read") }
        let dead = DeadLetter(position: 1, delivery: Self.delivery(read))
        try Defect.unlessEqual(dead.reason, DeadReason.undecodable.rawValue, "the reason")
        try expectPrintable(dead)
        let replay = DeadLetterReplay.message(dead, number: 1, exchange: "berth.requests")
        try expectSendable(replay.properties, "the replay")
        try Defect.unless(replay.properties.expiration == nil && replay.properties.userID == nil, "a replay acts")
    }

    private static func expectPrintable(_ letter: DeadLetter) throws {
        for text in [
            DeadLetterText.people(letter, now: 5), DeadLetterText.table([letter], now: 5),
            DeadLetterText.counts([letter]),
        ] {
            try Defect.unless(
                !text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0 == "\u{7F}" },
                "control characters reach the terminal")
        }
        _ = DeadLetterSummary(letter, now: 5)
    }

    @discardableResult
    private static func expectSendable(_ properties: MessageProperties, _ what: String) throws -> [UInt8] {
        do {
            return try WireProperties.encode(properties)
        } catch {
            throw Defect("\(what) cannot be sent: \(error)")
        }
    }

    private static func reply(to head: RequestHead) -> MessageProperties {
        var properties = head.replyAddress.map(reply) ?? MessageProperties()
        if !head.caller.traceParent.isEmpty {
            properties.headers[HeaderName.traceParent] = .string(head.caller.traceParent)
            properties.headers[HeaderName.traceState] = .string(head.caller.traceState)
        }
        return properties
    }

    private static func reply(to address: ReplyAddress) -> MessageProperties {
        var properties = MessageProperties()
        properties.replyTo = address.queue
        properties.correlationID = address.correlationID
        return properties
    }
}

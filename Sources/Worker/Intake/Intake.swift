package import AMQP
internal import SwiftProtobuf
package import Wire

/// Makes a request of a delivery, or says why it is none; pure.
package struct Intake: Sendable {
    /// Most bytes of properties and headers; they travel in one frame, and a dead letter has more of them.
    package static let headerLimitBytes = 32 << 10

    private let names: BrokerNames
    private let limits: CodecLimits
    private let binary: MessageCodec
    private let json: MessageCodec

    /// Makes the intake of a shard.
    package init(names: BrokerNames, limits: CodecLimits) {
        self.names = names
        self.limits = limits
        binary = MessageCodec(.protobuf, limits: limits)
        json = MessageCodec(.json, limits: limits)
    }

    /// Reads a delivery.
    package func read(_ delivery: Delivery, nowNanoseconds: Int64) -> Arrival {
        let reader = HeadReader(properties: delivery.properties, names: names, nowNanoseconds: nowNanoseconds)
        do throws(IntakeProblem) {
            try checkSize(delivery)
            let head = try reader.read()
            let message = try decode(delivery.body, head)
            return .request(
                Request(head: head, message: message, digest: try digest(head, message), delivery: delivery))
        } catch {
            return .undecodable(undecodable(delivery, reader, error))
        }
    }

    /// Reads no more of a delivery than is needed to park it and to answer.
    package func convict(_ delivery: Delivery, attempts: Int, nowNanoseconds: Int64) -> Convict {
        let reader = HeadReader(properties: delivery.properties, names: names, nowNanoseconds: nowNanoseconds)
        return Convict(
            delivery: delivery, key: try? reader.key(), replyAddress: delivery.properties.safeReplyAddress(reader),
            caller: reader.caller, attempts: attempts, replays: reader.replays)
    }

    /// SHA-256 over the raw message, by which it is known again when the broker redelivers it.
    package static func rawDigest(of delivery: Delivery) -> [UInt8] {
        let properties = delivery.properties
        let identity = [properties.messageID, properties.type, properties.correlationID, properties.replyTo]
        let parts = identity.map { Array(($0 ?? "").utf8) } + [Array(delivery.routingKey.utf8), delivery.body]
        return ContentDigest.of(parts)
    }

    private func checkSize(_ delivery: Delivery) throws(IntakeProblem) {
        let size = delivery.properties.approximateSizeBytes
        guard size <= Self.headerLimitBytes else {
            var problem = IntakeProblem(
                .invalidArgument, reason: "HEADERS_TOO_LARGE",
                message: "properties and headers have about \(size) bytes; \(Self.headerLimitBytes) are allowed")
            problem.isTooLargeToPark = true
            throw problem
        }
        if let name = delivery.properties.textTooLongToSendAgain {
            var problem = IntakeProblem(
                .invalidArgument, reason: "MALFORMED_PROPERTY",
                message: "\(name) is not UTF-8, or too long to be sent again beside what Berth adds")
            problem.isTooLargeToPark = true
            throw problem
        }
        guard delivery.body.count <= limits.auditBytes else {
            var problem = IntakeProblem(
                .invalidArgument, reason: WireError.Code.bodyTooLarge.rawValue,
                message: "the body has \(delivery.body.count) bytes; no request may have more than \(limits.auditBytes)"
            )
            problem.isTooLargeToPark = true
            throw problem
        }
    }

    private func decode(_ body: [UInt8], _ head: RequestHead) throws(IntakeProblem) -> any SwiftProtobuf.Message {
        let codec = head.form == .json ? json : binary
        do {
            switch head.method {
            case .tracker(let method): return try codec.decodeRequest(method, from: body)
            case .endLease: return try codec.decode(Berth_Journal_V1_EndLease.self, from: body)
            }
        } catch {
            throw IntakeProblem(error)
        }
    }

    /// Over the decoded request: a sender that encodes again may order maps and JSON members differently.
    private func digest(
        _ head: RequestHead, _ message: any SwiftProtobuf.Message
    ) throws(IntakeProblem) -> [UInt8] {
        if head.leavesNoKey { return [] }
        do {
            return ContentDigest.of([Array(head.method.path.utf8), try binary.encode(message)])
        } catch {
            throw IntakeProblem(error)
        }
    }

    private func undecodable(_ delivery: Delivery, _ reader: HeadReader, _ problem: IntakeProblem) -> Undecodable {
        let properties = delivery.properties
        return Undecodable(
            delivery: delivery, key: try? reader.key(), digest: Self.rawDigest(of: delivery),
            replyAddress: problem.isTooLargeToPark
                ? properties.safeReplyAddress(reader) : (try? reader.replyAddress()) ?? nil, caller: reader.caller,
            problem: problem,
            replays: reader.replays)
    }
}

extension MessageProperties {
    /// Most bytes of a property's text and of a header's name (AMQP 0-9-1, short string).
    private static let shortStringBytes = 255

    /// What could not be sent again: a text that grew when its invalid bytes were replaced, or a header whose name
    /// leaves no room for the prefix under which a dead letter carries it.
    fileprivate var textTooLongToSendAgain: String? {
        func isTooLong(_ text: String?) -> Bool { (text?.utf8.count ?? 0) > Self.shortStringBytes }
        if isTooLong(contentType) { return "content_type" }
        if isTooLong(contentEncoding) { return "content_encoding" }
        if isTooLong(correlationID) { return "correlation_id" }
        if isTooLong(replyTo) { return "reply_to" }
        if isTooLong(expiration) { return "expiration" }
        if isTooLong(messageID) { return "message_id" }
        if isTooLong(type) { return "type" }
        if isTooLong(userID) { return "user_id" }
        if isTooLong(appID) { return "app_id" }
        if isTooLong(clusterID) { return "cluster_id" }
        let room = Self.shortStringBytes - HeaderName.originalPrefix.utf8.count
        if headers.contains(where: { $0.key.utf8.count > room }) { return "the name of a header" }
        let isTooLong = headers.contains { $0.value.hasKey(longerThan: Self.shortStringBytes) }
        return isTooLong ? "a name within a header" : nil
    }

    /// The reply address, unless it or the correlation id is what cannot be sent.
    fileprivate func safeReplyAddress(_ reader: HeadReader) -> ReplyAddress? {
        let size = max(replyTo?.utf8.count ?? 0, correlationID?.utf8.count ?? 0, type?.utf8.count ?? 0)
        guard size <= Self.shortStringBytes else { return nil }
        return (try? reader.replyAddress()) ?? nil
    }

    /// About how many bytes these properties take in their frame; never less than a tenth too few.
    var approximateSizeBytes: Int {
        func size(_ text: String?) -> Int { (text?.utf8.count ?? 0) + 1 }
        return 32 + size(contentType) + size(contentEncoding) + size(correlationID) + size(replyTo) + size(expiration)
            + size(messageID) + size(type) + size(userID) + size(appID) + size(clusterID) + headers.approximateSizeBytes
    }
}

extension FieldTable {
    /// About how many bytes the table takes; nesting is bounded by what the client accepts.
    fileprivate var approximateSizeBytes: Int {
        entries.reduce(4) { $0 + $1.key.utf8.count + 2 + $1.value.approximateSizeBytes }
    }
}

extension FieldValue {
    /// Whether a table within has a key of more bytes; nesting is bounded by what the client accepts.
    fileprivate func hasKey(longerThan limit: Int) -> Bool {
        switch self {
        case .table(let table):
            table.contains { $0.key.utf8.count > limit || $0.value.hasKey(longerThan: limit) }
        case .array(let values): values.contains { $0.hasKey(longerThan: limit) }
        default: false
        }
    }

    fileprivate var approximateSizeBytes: Int {
        switch self {
        case .boolean, .int8, .uint8: 1
        case .int16, .uint16: 2
        case .int32, .uint32, .float: 4
        case .int64, .uint64, .double, .decimal, .timestamp: 8
        case .string(let text): 4 + text.utf8.count
        case .longString(let bytes), .bytes(let bytes): 4 + bytes.count
        case .table(let table): table.approximateSizeBytes
        case .array(let values): values.reduce(4) { $0 + 1 + $1.approximateSizeBytes }
        case .void: 0
        }
    }
}

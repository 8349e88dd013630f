internal import AMQP
internal import SwiftProtobuf
internal import Tracker
internal import Wire

/// Sends the ends of leases through the shard's own queue.
extension Pipeline {
    mutating func announceLeaseEnds(_ now: Int64) {
        guard stopNanoseconds == nil else { return }
        let messages = leases.due(core, nowNanoseconds: now).compactMap { leaseEnd($0, now) }
        if !messages.isEmpty { actions.append(.publishEvents(messages)) }
    }

    private mutating func leaseEnd(_ lease: EndLease, _ now: Int64) -> OutgoingMessage? {
        guard let body = try? MessageCodec(.protobuf).encode(Berth_Journal_V1_EndLease(lease)) else { return nil }
        numbers.volatile += 1
        var properties = MessageProperties()
        properties.type = RequestMethod.endLeasePath
        properties.contentType = ContentType.protobuf.rawValue
        // The same end has the same key, however often it is announced.
        properties.messageID = "lease:" + ContentDigest.hexadecimal(ContentDigest.of([body]))
        properties.appID = settings.workerName
        properties.persistent = true
        properties.timestampSeconds = UInt64(max(0, now / 1_000_000_000))
        return OutgoingMessage(
            id: MessageNumber(.leaseEnd, numbers.volatile).value, exchange: settings.names.requestsExchange,
            routingKey: lease.instance.host, properties: properties, body: body, mandatory: false)
    }
}

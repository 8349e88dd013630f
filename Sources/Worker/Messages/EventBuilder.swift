package import AMQP
internal import SwiftProtobuf
internal import Tracker
internal import Wire

/// Makes the message of an event.
package struct EventBuilder: Sendable {
    /// Where an event stands in its shard, and what caused it.
    package struct Place: Hashable, Sendable {
        /// Number of the event in its shard.
        package var sequence: Int64
        /// Journal position of its cause.
        package var position: Int64
        /// When it was decided, in nanoseconds since 1970.
        package var timeNanoseconds: Int64
        /// Idempotency key of the request that caused it; empty: the tracker itself.
        package var requestKey: String
        /// Trace context of that request.
        package var caller: Caller

        /// Makes a place.
        package init(sequence: Int64, position: Int64, timeNanoseconds: Int64, requestKey: String, caller: Caller) {
            self.sequence = sequence
            self.position = position
            self.timeNanoseconds = timeNanoseconds
            self.requestKey = requestKey
            self.caller = caller
        }
    }

    private let settings: WorkerSettings
    private let codec: MessageCodec
    /// What makes event ids unique among shards and stores.
    private let storeID: String
    /// The CloudEvents source of all events.
    private let source: String

    /// Makes the builder of a shard.
    package init(settings: WorkerSettings, storeID: String) {
        self.settings = settings
        self.storeID = storeID
        source = "/berth/\(settings.shard)"
        codec = MessageCodec(settings.eventForm)
    }

    /// The message of an event.
    package func message(
        number: UInt64, draft: EventDraft, place: Place
    ) throws(WorkerError) -> OutgoingMessage {
        // Stable across republication: the same event has the same place in the same store.
        let id = "\(storeID)-\(place.sequence)"
        var event = Berth_Tracker_V1_Event()
        event.id = id
        event.shard = settings.shard
        event.sequence = place.sequence
        event.time = .init(Instant(nanoseconds: place.timeNanoseconds))
        event.host = draft.host
        event.node = draft.node
        event.requestID = place.requestKey
        event.position = place.position
        event.projectID = draft.projectID
        event.body = draft.body
        let body: [UInt8]
        do {
            body = try codec.encode(event)
        } catch {
            throw WorkerError(.notEncodable, "an event of kind \(draft.kind.rawValue) cannot be encoded: \(error)")
        }
        return OutgoingMessage(
            id: number, exchange: settings.names.eventsExchange, routingKey: draft.kind.routingKey(host: draft.host),
            properties: properties(id: id, draft: draft, place: place), body: body, mandatory: false)
    }

    private func properties(id: String, draft: EventDraft, place: Place) -> MessageProperties {
        var properties = MessageProperties()
        properties.contentType = settings.eventForm.rawValue
        properties.messageID = id
        properties.persistent = true
        properties.type = draft.kind.cloudEventsType
        properties.timestampSeconds = UInt64(max(0, place.timeNanoseconds / 1_000_000_000))
        var headers: [FieldTable.Entry] = [
            .init(key: HeaderName.cloudEventsSpecVersion, value: .string("1.0")),
            .init(key: HeaderName.cloudEventsID, value: .string(id)),
            .init(key: HeaderName.cloudEventsSource, value: .string(source)),
            .init(key: HeaderName.cloudEventsType, value: .string(draft.kind.cloudEventsType)),
            .init(
                key: HeaderName.cloudEventsTime,
                value: .string(RFC3339.format(nanosecondsSince1970: place.timeNanoseconds))),
            .init(key: HeaderName.cloudEventsSubject, value: .string("\(draft.host)/\(draft.node)")),
            .init(key: HeaderName.sequence, value: .int64(place.sequence)),
            .init(key: HeaderName.position, value: .int64(place.position)),
        ]
        if !place.caller.traceParent.isEmpty {
            headers.append(.init(key: HeaderName.traceParent, value: .string(place.caller.traceParent)))
            if !place.caller.traceState.isEmpty {
                headers.append(.init(key: HeaderName.traceState, value: .string(place.caller.traceState)))
            }
        }
        properties.headers = FieldTable(distinct: headers)
        return properties
    }
}

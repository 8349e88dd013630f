package import AMQP
internal import SwiftProtobuf
package import Wire

/// Marks on a reply beside its content.
package struct ReplyMarks: Hashable, Sendable {
    /// The recorded reply is sent again.
    package var isReplayed = false
    /// Nothing was applied; the body is a `Rehearsal`.
    package var isRehearsal = false

    /// Makes no marks.
    package init(isReplayed: Bool = false, isRehearsal: Bool = false) {
        self.isReplayed = isReplayed
        self.isRehearsal = isRehearsal
    }
}

/// Makes the message of a reply from what is recorded of it.
package enum ReplyBuilder {
    /// The message that carries a recorded reply to an address.
    package static func message(
        id: UInt64, reply: Berth_Journal_V1_RecordedReply, to address: ReplyAddress, caller: Caller,
        marks: ReplyMarks = ReplyMarks()
    ) -> OutgoingMessage {
        var properties = MessageProperties()
        properties.contentType = reply.contentType
        properties.correlationID = address.correlationID
        properties.type = reply.method
        properties.persistent = true
        properties.headers = headers(reply, caller, marks)
        // A reply to a direct reply-to address must not be mandatory: the broker would return it although it is
        // delivered.
        return OutgoingMessage(
            id: id, exchange: "", routingKey: address.queue, properties: properties, body: [UInt8](reply.body),
            mandatory: !address.isDirect)
    }

    private static func headers(
        _ reply: Berth_Journal_V1_RecordedReply, _ caller: Caller, _ marks: ReplyMarks
    ) -> FieldTable {
        var headers: [FieldTable.Entry] = [.init(key: HeaderName.status, value: .int32(reply.status))]
        if !reply.message.isEmpty {
            headers.append(.init(key: HeaderName.statusMessage, value: .string(StatusMessage.encode(reply.message))))
        }
        if !reply.statusDetails.isEmpty {
            headers.append(.init(key: HeaderName.statusDetails, value: .bytes([UInt8](reply.statusDetails))))
        }
        if reply.position > 0 { headers.append(.init(key: HeaderName.position, value: .int64(reply.position))) }
        if marks.isReplayed { headers.append(.init(key: HeaderName.replayed, value: .boolean(true))) }
        if marks.isRehearsal { headers.append(.init(key: HeaderName.rehearsal, value: .boolean(true))) }
        if !caller.traceParent.isEmpty {
            headers.append(.init(key: HeaderName.traceParent, value: .string(caller.traceParent)))
        }
        if !caller.traceState.isEmpty {
            headers.append(.init(key: HeaderName.traceState, value: .string(caller.traceState)))
        }
        return FieldTable(distinct: headers)
    }
}

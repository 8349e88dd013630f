internal import SwiftProtobuf
internal import Wire

/// Recorded answers as the key's record keeps them.
enum RecordedReplies {
    static func encode(_ reply: Berth_Journal_V1_RecordedReply) -> [UInt8] {
        StoredBytes.encode(reply)
    }

    static func decode(_ bytes: [UInt8]) throws(WorkerError) -> Berth_Journal_V1_RecordedReply {
        do {
            return try Berth_Journal_V1_RecordedReply(serializedBytes: bytes)
        } catch {
            throw WorkerError(.damagedRecord, "a recorded answer cannot be read: \(error)")
        }
    }

    /// The recorded form of a status that is not OK.
    static func refusal(
        _ details: StatusDetails, form: ContentType, method: String, position: Int64
    ) -> Berth_Journal_V1_RecordedReply {
        var reply = Berth_Journal_V1_RecordedReply()
        reply.status = details.code.rawValue
        reply.message = details.message
        reply.statusDetails = .init(details.headerBytes())
        reply.contentType = form.rawValue
        reply.method = method
        reply.position = position
        reply.body = .init(details.refusalBody(form))
        return reply
    }
}

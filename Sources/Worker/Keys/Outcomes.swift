internal import Journal
internal import SwiftProtobuf
internal import Tracker
internal import Wire

/// What became of a request, from what its key says.
enum Outcomes {
    static func response(for record: KeyRecord?) throws -> Berth_Tracker_V1_GetOutcomeResponse {
        var response = Berth_Tracker_V1_GetOutcomeResponse()
        guard let record else {
            response.state = .neverSeen
            return response
        }
        let reply = try RecordedReplies.decode(record.reply)
        response.state = state(of: record.ending)
        response.method = record.method
        response.position = record.position.value
        response.time = .init(Instant(nanoseconds: record.timeNanoseconds))
        response.status = reply.status
        response.message = reply.message
        if record.ending == .applied, let method = try? Method(path: record.method) {
            let form = try ContentType(property: reply.contentType)
            let message = try MessageCodec(form).decodeReply(method, from: [UInt8](reply.body))
            response.reply = try AnyMessage.pack(message)
        }
        if !reply.statusDetails.isEmpty {
            response.shortfalls = try StatusDetails(headerBytes: [UInt8](reply.statusDetails)).shortfalls
        }
        return response
    }

    private static func state(of ending: KeyRecord.Ending) -> Berth_Tracker_V1_GetOutcomeResponse.State {
        switch ending {
        case .applied: .applied
        case .refused: .refused
        case .turnedAway: .turnedAway
        case .held: .held
        case .dead: .dead
        }
    }
}

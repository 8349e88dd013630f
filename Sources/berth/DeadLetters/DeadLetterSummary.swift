import AMQP
import SwiftProtobuf
import Wire

/// A dead letter as a documented object for programs, without its body.
struct DeadLetterSummary: Encodable, Sendable {
    var position: Int
    var key: String
    var method: String
    var host: String
    var reason: String
    var status: String?
    var message: String
    var call: Bool
    var parked: String?
    var ageSeconds: Int64?
    var attempts: Int64
    var replays: Int64
    var timesGivenBack: Int64
    var worker: String
    var application: String
    var user: String
    var bodyBytes: Int

    /// Describes a letter at a time, in seconds since 1970.
    init(_ letter: DeadLetter, now: Int64) {
        position = letter.position
        key = letter.key
        method = letter.method
        host = letter.host
        reason = letter.reason
        status = letter.status?.name
        message = letter.message
        call = letter.isCall
        parked = letter.parkedSeconds.flatMap { RFC3339.format(.init(seconds: $0)) }
        ageSeconds = letter.ageSeconds(now: now)
        attempts = letter.attempts
        replays = letter.replays
        timesGivenBack = letter.deliveries
        worker = letter.worker
        application = letter.delivery.properties.appID ?? ""
        user = letter.user
        bodyBytes = letter.delivery.body.count
    }
}

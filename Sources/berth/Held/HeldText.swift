import SwiftProtobuf
import Wire

/// Held requests for people.
enum HeldText {
    /// One line for each.
    static func table(_ held: [Berth_Tracker_V1_HeldRequest], now: Int64) -> String {
        var table = TextTable([
            .number("HELD FOR"), .text("METHOD", minimum: 10), .text("WAITS FOR", minimum: 12), .number("ATTEMPTS"),
            .number("NEXT IN"), .number("ENDS IN"), .text("REASON", minimum: 10), .identifier("KEY"),
        ])
        for request in held {
            table.add([
                Amount.age(seconds: max(0, now - request.heldSince.seconds)), shortMethod(request.method),
                request.subject,
                String(request.attempts), Amount.age(seconds: max(0, request.nextAttemptTime.seconds - now)),
                Amount.age(seconds: max(0, request.expireTime.seconds - now)), request.reason, request.requestID,
            ])
        }
        return table.rendered()
    }

    /// Everything that is known of one.
    static func people(_ request: Berth_Tracker_V1_HeldRequest) -> String {
        var fields = FieldList()
        fields.add("key", request.requestID)
        fields.add("method", request.method)
        fields.add("host", request.host)
        fields.add("caller", request.caller)
        fields.add("waits for", request.subject)
        fields.add("waiting behind", request.waitingBehind)
        fields.add("held since", RFC3339.format(request.heldSince) ?? "")
        fields.add("attempts", String(request.attempts))
        fields.add("next attempt", RFC3339.format(request.nextAttemptTime) ?? "")
        fields.add("ends", RFC3339.format(request.expireTime) ?? "")
        fields.add("last answer", "\(StatusCode(received: Int64(request.status)).name): \(request.message)")
        return fields.rendered()
    }

    /// What came of a release.
    static func released(_ answer: Berth_Tracker_V1_ReleaseHeldRequestResponse) -> String {
        switch answer.state {
        case .applied: return "Applied.\n"
        case .held: return "Refused again, and held on.\n" + people(answer.request)
        default:
            let status = StatusCode(received: Int64(answer.status)).name
            return "Refused for good; it is a dead letter now.\n" + Printable.lines("\(status): \(answer.message)")
                + "\n"
        }
    }

    private static func shortMethod(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }
}

import Wire

/// What became of a request.
enum OutcomeText {
    /// The state in a sentence, and everything that is recorded.
    static func people(_ outcome: Berth_Tracker_V1_GetOutcomeResponse) -> String {
        var fields = FieldList()
        fields.add("outcome", sentence(outcome.state))
        fields.add("method", outcome.method)
        if outcome.hasTime { fields.add("time", RFC3339.format(outcome.time) ?? "") }
        if outcome.position > 0 { fields.add("position", String(outcome.position)) }
        if outcome.status != 0 {
            fields.add("status", "\(StatusCode(received: Int64(outcome.status)).name): \(outcome.message)")
        }
        fields.add("waiting behind", outcome.waitingBehind)
        if outcome.attempts > 0 { fields.add("attempts", String(outcome.attempts)) }
        if outcome.hasNextAttemptTime { fields.add("next attempt", RFC3339.format(outcome.nextAttemptTime) ?? "") }
        return fields.rendered() + RefusalText.shortfalls(outcome.shortfalls)
    }

    /// What the command ends with.
    static func status(_ state: Berth_Tracker_V1_GetOutcomeResponse.State) -> ExitStatus {
        switch state {
        case .applied: .success
        case .refused, .turnedAway: .refused
        case .neverSeen: .notFound
        case .held: .unanswered
        case .dead: .checkFailed
        case .unspecified, .UNRECOGNIZED: .unexpected
        }
    }

    private static func sentence(_ state: Berth_Tracker_V1_GetOutcomeResponse.State) -> String {
        switch state {
        case .applied: "applied"
        case .refused: "refused; final for this key"
        case .turnedAway: "turned away before the tracker saw it; it may be sent again with the same key"
        case .neverSeen: "never seen; it may be on its way, or older than keys are kept"
        case .held: "held; it will be tried again"
        case .dead: "a dead letter; see: berth dead list"
        case .unspecified, .UNRECOGNIZED: "unknown to this version of the tool"
        }
    }
}

internal import Journal
internal import Wire

/// The statuses that a request gets before the core sees it.
enum KeyStatus {
    /// How far ahead of the worker's clock a request's time stamp may be.
    static let mostAheadSeconds: Int64 = 300

    static func reused(_ record: KeyRecord) -> StatusDetails {
        StatusDetails(
            .invalidArgument, reason: "IDEMPOTENCY_KEY_REUSED",
            message: "this message_id was used for another request; send a new request with a new message_id",
            metadata: ["method": record.method, "position": String(record.position.value)])
    }

    static let held = StatusDetails(
        .aborted, reason: "REQUEST_HELD",
        message: "a request with this message_id is held and tried again; ask for its outcome with GetOutcome")

    static let deadlineExceeded = StatusDetails(
        .deadlineExceeded, reason: "DEADLINE_EXCEEDED",
        message: "the deadline had passed when the request reached the tracker; nothing was applied")

    static let tooOld = StatusDetails(
        .failedPrecondition, reason: "REQUEST_TOO_OLD",
        message: "the request's timestamp is older than idempotency keys are kept, so whether it was applied "
            + "before is not known; read the state and send a new request")

    static let fromTheFuture = StatusDetails(
        .invalidArgument, reason: "TIMESTAMP_AHEAD",
        message: "the request's timestamp is more than 5 minutes ahead; check the clock of the sender")

    static let defect = StatusDetails(
        .internal, reason: "DEFECT",
        message: "the worker failed on this request alone; it was parked with its diagnostics, and nothing was applied")

    static let crashed = StatusDetails(
        .internal, reason: "CRASHED_WORKER",
        message: "the worker died twice while it worked on this request; it was parked, and nothing was applied")

    static let unstorable = StatusDetails(
        .internal, reason: "DEFECT",
        message: "the store refused twice what follows from this request; it was parked, and nothing was applied")

    static let dropped = StatusDetails(
        .aborted, reason: "DROPPED", message: "an operator gave the held request up; nothing was applied")

    static func notHeld(_ key: String) -> StatusDetails {
        StatusDetails(
            .notFound, reason: "REQUEST_NOT_HELD",
            message: "no request with the key \(key) is held; ask for its outcome with GetOutcome")
    }
}

/// The names of all headers that Berth reads or writes.
///
/// Others parse them: they do not change.
public enum HeaderName {
    // Request

    /// The deadline, in the syntax of `GRPCTimeout`.
    public static let timeout = "grpc-timeout"
    /// When the request was sent, in milliseconds since 1970; newer brokers can set it.
    public static let timestampMilliseconds = "timestamp_in_ms"
    /// W3C trace context: the caller's span; see `TraceParent`.
    public static let traceParent = "traceparent"
    /// W3C trace context: vendors' own data, passed on as it is.
    public static let traceState = "tracestate"
    /// `1`: answer with what would happen, apply nothing.
    public static let rehearse = "berth-rehearse"

    // Reply

    /// The status code, a whole number; see `StatusCode`.
    public static let status = "grpc-status"
    /// The status for people, percent-encoded; see `StatusMessage`.
    public static let statusMessage = "grpc-message"
    /// The status for programs: `google.rpc.Status`; see `StatusDetails`.
    public static let statusDetails = "grpc-status-details-bin"
    /// The journal position of the decision; on replies and events.
    public static let position = "berth-position"
    /// True when the recorded reply was sent again.
    public static let replayed = "berth-replayed"
    /// True when nothing was applied; the body is a `Rehearsal`.
    public static let rehearsal = "berth-rehearsal"

    // Event

    /// The event's number in its shard.
    public static let sequence = "berth-sequence"
    /// CloudEvents: always `1.0`.
    public static let cloudEventsSpecVersion = "cloudEvents:specversion"
    /// CloudEvents: the event id, as in `message_id`.
    public static let cloudEventsID = "cloudEvents:id"
    /// CloudEvents: the shard, as `/berth/<shard>`.
    public static let cloudEventsSource = "cloudEvents:source"
    /// CloudEvents: the kind, as `berth.<kind>`.
    public static let cloudEventsType = "cloudEvents:type"
    /// CloudEvents: when it was decided, RFC 3339.
    public static let cloudEventsTime = "cloudEvents:time"
    /// CloudEvents: what it is about, as `<host>/<node>`.
    public static let cloudEventsSubject = "cloudEvents:subject"

    // Dead letter

    /// Why it was parked; see `DeadReason`.
    public static let deadReason = "berth-dead-reason"
    /// The status code that a reply would have carried.
    public static let deadStatus = "berth-dead-status"
    /// The status message that a reply would have carried, percent-encoded.
    public static let deadMessage = "berth-dead-message"
    /// When it was parked, RFC 3339.
    public static let deadTime = "berth-dead-time"
    /// Which worker parked it: version and host.
    public static let deadWorker = "berth-dead-worker"
    /// How often it was tried.
    public static let attempts = "berth-attempts"
    /// How often it has been replayed from the dead-letter queue; on replayed requests too.
    public static let replays = "berth-replays"
    /// What precedes the name of a property or header of the original on which the broker would act.
    public static let originalPrefix = "berth-original-"

    /// The headers that a request may carry and Berth understands.
    public static let requestHeaders = [timeout, timestampMilliseconds, traceParent, traceState, rehearse, replays]
    /// The headers that a reply may carry.
    public static let replyHeaders = [
        status, statusMessage, statusDetails, position, replayed, rehearsal, traceParent, traceState,
    ]
    /// The headers that an event may carry.
    public static let eventHeaders = [
        cloudEventsSpecVersion, cloudEventsID, cloudEventsSource, cloudEventsType, cloudEventsTime,
        cloudEventsSubject, sequence, position, traceParent, traceState,
    ]
    /// The headers that Berth adds to a dead letter; the original's own are kept beside them.
    public static let deadLetterHeaders = [
        deadReason, deadStatus, deadMessage, deadTime, deadWorker, attempts, replays,
    ]

    /// True if a request must be refused for this header: Berth's own prefix, but not a name that it knows on requests.
    ///
    /// A misspelt `berth-rehearse` must not be applied.
    public static func isForbiddenOnRequests(_ name: String) -> Bool {
        guard let first = name.utf8.first, first | 0x20 == UInt8(ascii: "b"), name.lowercased().hasPrefix("berth-")
        else {
            return false
        }
        return !requestHeaders.contains(name) && !name.hasPrefix(originalPrefix)
    }

    /// True for the properties and headers that a dead letter carries under `originalName(of:)`, because the broker
    /// acts on them: `expiration` would delete the evidence, `user_id` is refused from another user, `CC` and `BCC`
    /// route copies.
    public static func isMovedInDeadLetters(_ name: String) -> Bool {
        name == "expiration" || name == "user_id" || name == "CC" || name == "BCC" || name.hasPrefix("x-")
    }

    /// The name under which a dead letter carries a property or header that it cannot carry as it was.
    public static func originalName(of name: String) -> String { originalPrefix + name }
}

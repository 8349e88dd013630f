package import Wire

/// Where a reply goes.
package struct ReplyAddress: Hashable, Sendable {
    /// The queue, or a direct reply-to address.
    package var queue: String
    /// The caller's own mark of the call; repeated in the reply.
    package var correlationID: String?

    /// Whether it is a direct reply-to address: a reply there must not be mandatory.
    package var isDirect: Bool { queue.hasPrefix("amq.rabbitmq.reply-to.") }
}

/// Who sent a request, for logs, the journal and later authorisation.
package struct Caller: Hashable, Sendable {
    /// User name, validated by the broker; empty: none given.
    package var user = ""
    /// Name of the calling service; empty: none given.
    package var application = ""
    /// W3C trace context; empty: none given.
    package var traceParent = ""
    /// Vendors' part of the trace context; empty: none given.
    package var traceState = ""

    /// Who asks, by one name: the user if there is one, else the service.
    package var name: String { user.isEmpty ? application : user }
}

/// Everything of a request beside its body.
package struct RequestHead: Hashable, Sendable {
    /// Idempotency key.
    package var key: String
    /// What is asked.
    package var method: RequestMethod
    /// The form of the body, and of the reply's.
    package var form: ContentType
    /// Where the reply goes; nil: a cast.
    package var replyAddress: ReplyAddress?
    /// Who asks.
    package var caller: Caller
    /// When it is too late, in nanoseconds since 1970; nil: never.
    package var deadlineNanoseconds: Int64?
    /// When the caller sent it, in seconds since 1970; nil: not said.
    package var sentSeconds: Int64?
    /// How often it has been replayed from the dead-letter queue.
    package var replays: Int
    /// Whether it is to be answered and not applied.
    package var isRehearsal: Bool

    /// Whether the request changes nothing: a read or a rehearsal.
    package var changesNothing: Bool { method.isReadOnly || isRehearsal }

    /// Whether keys are neither looked up nor left: for what changes nothing, and for the end of a lease.
    ///
    /// An end is without effect unless its lease has run out, so it may come twice; and anyone may send one, so a key
    /// that an early one left must not keep the lease from ending later.
    package var leavesNoKey: Bool { changesNothing || method == .endLease }
}

/// A method of the API, or the worker's own message.
package enum RequestMethod: Hashable, Sendable {
    /// A method of the tracker's service.
    case tracker(Method)
    /// What the worker sends itself when a lease runs out.
    case endLease

    /// The full name, as in the `type` property.
    package var path: String {
        switch self {
        case .tracker(let method): method.path
        case .endLease: RequestMethod.endLeasePath
        }
    }

    /// Whether the method changes nothing.
    package var isReadOnly: Bool {
        switch self {
        case .tracker(let method): method.isReadOnly
        case .endLease: false
        }
    }

    /// Whether it is about held requests, which the pipeline keeps, and not about what the tracker knows.
    package var isAboutHeld: Bool {
        switch self {
        case .tracker(let method): method.isAboutHeldRequests
        case .endLease: false
        }
    }

    /// The `type` of the worker's own message.
    package static let endLeasePath = "/berth.journal.v1.Leases/EndLease"
}

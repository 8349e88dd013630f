internal import AMQP
internal import SwiftProtobuf
internal import Tracker
internal import Wire

/// Held requests as callers see them, and what callers ask about them.
enum HeldMapping {
    /// A page of the list.
    struct Page {
        let size: Int
        /// The number behind which it starts.
        let after: Int64
    }

    static func page(_ request: Berth_Tracker_V1_ListHeldRequestsRequest) throws(ValidationFailure) -> Page {
        let after = PageToken.heldNumber(of: request.pageToken)
        try RequestMapping.validate(request) { validator in
            validator.check(request.pageSize, "page_size", Rules.pageSize)
            if after == nil, !request.pageToken.isEmpty {
                validator.refuse("page_token", "must be a next_page_token of an earlier reply, or empty")
            }
        }
        return Page(size: Int(request.pageSize == 0 ? Rules.defaultPageSize : request.pageSize), after: after ?? 0)
    }

    /// The key of the held request that is meant.
    static func key(
        _ message: any SwiftProtobuf.Message, routingKey: String
    ) throws(ValidationFailure) -> String {
        switch message {
        case let get as Berth_Tracker_V1_GetHeldRequestRequest: try key(get, get.host, get.requestID, routingKey)
        case let release as Berth_Tracker_V1_ReleaseHeldRequestRequest:
            try key(release, release.host, release.requestID, routingKey)
        case let drop as Berth_Tracker_V1_DropHeldRequestRequest: try key(drop, drop.host, drop.requestID, routingKey)
        // The pipeline asks by method, and the codec made the message for it.
        default: preconditionFailure("only requests about one held request have its key")
        }
    }

    private static func key(
        _ request: some SwiftProtobuf.Message, _ host: String, _ requestID: String, _ routingKey: String
    ) throws(ValidationFailure) -> String {
        try RequestMapping.validate(request) { validator in
            validator.host(host, routingKey: routingKey)
            validator.check(requestID, "request_id", Rules.requestKey)
        }
        return requestID
    }
}

extension Berth_Tracker_V1_HeldRequest {
    /// A held request.
    ///
    /// - Parameter behind: what it waits behind; nil: it is the first of its subject.
    init(_ item: HeldItem, behind: HeldItem?) {
        self.init()
        requestID = item.key
        method = item.delivery.properties.type ?? ""
        host = item.delivery.routingKey
        subject = item.subject.text
        attempts = Int32(clamping: item.attempts)
        heldSince = .init(Instant(nanoseconds: item.sinceNanoseconds))
        nextAttemptTime = .init(Instant(nanoseconds: item.nextNanoseconds))
        expireTime = .init(Instant(nanoseconds: item.endNanoseconds))
        status = item.status.rawValue
        reason = item.reason
        message = item.message
        caller = item.delivery.properties.userID ?? item.delivery.properties.appID ?? ""
        waitingBehind = behind?.key ?? ""
    }
}

extension Berth_Tracker_V1_GetOutcomeResponse {
    /// Adds how a held request stands.
    mutating func add(_ item: HeldItem, behind: HeldItem?) {
        attempts = Int32(clamping: item.attempts)
        nextAttemptTime = .init(Instant(nanoseconds: item.nextNanoseconds))
        waitingBehind = behind?.key ?? ""
        (status, message) = (item.status.rawValue, item.message)
    }
}

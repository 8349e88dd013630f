internal import Journal

/// What an idempotency key says about a request that has just arrived (the table of the architecture, "exactly-once
/// effects", 5).
package enum KeyVerdict: Hashable, Sendable {
    /// The key is new, or what is recorded allows another try.
    case decide
    /// The recorded answer is sent again; nothing is applied.
    case replayAnswer
    /// The key was used for another request.
    case reused
    /// The request is held: a cast is acknowledged, a call is told so.
    case held
}

extension KeyRecord {
    /// What this record says about a request with the same key.
    ///
    /// - Parameters:
    ///   - digest: SHA-256 over the decoded request.
    ///   - isRedelivered: the broker's flag, which a client cannot forge.
    ///   - replays: how often the request has been replayed from the dead-letter queue.
    package func verdict(digest: [UInt8], isRedelivered: Bool, replays: Int) -> KeyVerdict {
        let isSame = digest == contentDigest
        switch ending {
        case .applied, .refused: return isSame ? .replayAnswer : .reused
        case .turnedAway: return isRedelivered && isSame ? .replayAnswer : .decide
        case .held: return isSame ? .held : .reused
        case .dead:
            if replays > self.replays { return .decide }
            // Without a digest it was parked unread.
            return isSame || contentDigest.isEmpty ? .replayAnswer : .reused
        }
    }
}

internal import AMQP
internal import Journal

/// Which failures of a shard may pass by themselves.
package enum WorkerFailure {
    /// Whether trying again can help: the store or the broker may come back; a wrong password will not.
    ///
    /// - Parameter afterServing: whether this process has served the shard before. Rights that it has had may be given
    ///   back, and then it is to go on by itself.
    package static func mayPass(_ error: any Error, afterServing: Bool = false) -> Bool {
        switch error {
        case let error as AMQPError where afterServing && isAboutRights(error): return true
        case let error as AMQPError:
            let lasting: [AMQPError.Code] = [
                .authenticationFailed, .accessRefused, .preconditionFailed, .tlsFailed, .invalidURL, .invalidArgument,
                .notAllowed,
            ]
            return !lasting.contains(error.code)
        case let error as JournalError:
            let passing: [JournalError.Code] = [.diskFull, .readOnly, .busy, .inputOutput, .outcomeUnknown]
            return passing.contains(error.code) || isAboutOneBatch(error)
        case let error as WorkerError: return error.code == .broker || error.code == .store
        default: return false
        }
    }

    private static func isAboutRights(_ error: AMQPError) -> Bool {
        [.authenticationFailed, .accessRefused, .notAllowed].contains(error.code)
    }

    /// Whether a healthy store has refused what one request led to: that request is to be found.
    static func isAboutOneBatch(_ error: JournalError) -> Bool {
        let refusals: [JournalError.Code] = [.database, .invalidBatch, .positionGap, .sequenceGap, .outboxOrder]
        return refusals.contains(error.code)
    }

    /// What failed, safe to log.
    package static func text(_ error: any Error) -> String {
        switch error {
        case let error as AMQPError: error.description
        case let error as JournalError: error.description
        case let error as WorkerError: error.description
        default: String(describing: type(of: error))
        }
    }
}

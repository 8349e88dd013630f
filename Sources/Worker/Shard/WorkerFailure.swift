internal import AMQP
internal import Journal

/// Which failures of a shard may pass by themselves.
package enum WorkerFailure {
    /// Whether trying again can help: the store or the broker may come back; a wrong password will not.
    package static func mayPass(_ error: any Error) -> Bool {
        switch error {
        case let error as AMQPError:
            let lasting: [AMQPError.Code] = [
                .authenticationFailed, .accessRefused, .preconditionFailed, .tlsFailed, .invalidURL, .invalidArgument,
                .notAllowed,
            ]
            return !lasting.contains(error.code)
        case let error as JournalError:
            let passing: [JournalError.Code] = [.diskFull, .readOnly, .busy, .inputOutput, .outcomeUnknown, .database]
            return passing.contains(error.code)
        case let error as WorkerError: return error.code == .broker || error.code == .store
        default: return false
        }
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

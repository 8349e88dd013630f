internal import Logging

/// All log messages of this module: constant texts, everything that varies is metadata.
enum LogMessage {
    static let connected: Logger.Message = "connected to the broker"
    static let attemptFailed: Logger.Message = "connecting to the broker failed"
    static let lost: Logger.Message = "connection to the broker lost"
    static let gaveUp: Logger.Message = "connection to the broker given up"
    static let closed: Logger.Message = "connection to the broker closed"
    static let blocked: Logger.Message = "the broker takes no messages for now"
    static let unblocked: Logger.Message = "the broker takes messages again"
    static let channelClosed: Logger.Message = "the broker closed a channel"
    static let declarationDropped: Logger.Message = "the broker refused a declaration at recovery; it is not repeated"
    static let consumerCancelled: Logger.Message = "the broker cancelled a consumer"
    static let unmatchedReturn: Logger.Message = "the broker returned a message that is not known"
}

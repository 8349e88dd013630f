package import AMQP
package import Journal
package import Logging

/// What the pipeline wants done; its driver does it and reports what came of it.
package enum PipelineAction: Sendable {
    /// Look these keys up in the store.
    case lookUp([String])
    /// Make this durable, in one transaction.
    case commit(JournalBatch)
    /// Set the durable "about to apply" mark, or take it away.
    case mark([UInt8]?)
    /// Publish on the connection of the replies.
    case publishReplies([OutgoingMessage])
    /// Publish on the connection of the events and dead letters.
    case publishEvents([OutgoingMessage])
    /// Settle deliveries.
    case settle([Acknowledgement])
    /// Begin to consume; asked for at most once.
    case consume
    /// Close the channel that consumes, so that everything that is not acknowledged goes back, in order.
    case giveBack
    /// Load the shard and take it anew.
    case renew
    /// The shard no longer goes in single steps.
    case fullSpeed
    /// Say whether requests are taken.
    case ready(Bool)
    /// Write a log line.
    case log(LogLine)
    /// Everything is done; the shard can be closed.
    case finished
}

/// A log line: a constant message with metadata.
package struct LogLine: Sendable {
    /// Levels are those of swift-log.
    package typealias Level = Logger.Level

    /// How much it matters.
    package var level: Level
    /// What happened.
    package var message: LogMessage
    /// The particulars; never a body, never a credential.
    package var metadata: [String: String]

    /// Makes a line.
    package init(_ level: Level, _ message: LogMessage, _ metadata: [String: String] = [:]) {
        self.level = level
        self.message = message
        self.metadata = metadata
    }
}

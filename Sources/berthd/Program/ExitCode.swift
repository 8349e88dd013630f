import AMQP
import Journal
import Worker

/// How berthd ends; the numbers are part of its interface.
enum ExitCode: Int32, CaseIterable {
    /// Stopped in good order.
    case stopped = 0
    /// Something unexpected.
    case unexpected = 1
    /// Arguments or settings are wrong.
    case settings = 2
    /// Another process owns the data folder.
    case storeOwned = 3
    /// Another store owns the shard, or this one is an older copy.
    case shardOwned = 4
    /// The store is damaged, incomplete, of a newer version, or its state breaks an invariant.
    case store = 5
    /// The broker refuses this worker, or its objects are not as they must be.
    case broker = 6

    /// The code of an error that ended the worker.
    init(_ error: any Error) {
        switch error {
        case is SettingError, is SettingErrors: self = .settings
        case let error as JournalError: self = error.code == .storeOwned ? .storeOwned : .store
        case is AMQPError: self = .broker
        case let error as WorkerError:
            switch error.code {
            case .shardOwned, .storeBehind: self = .shardOwned
            case .invariantViolated, .damagedRecord, .store: self = .store
            case .broker, .brokerObject: self = .broker
            case .settings: self = .settings
            default: self = .unexpected
            }
        default: self = .unexpected
        }
    }
}

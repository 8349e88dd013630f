/// Everything that is done to a worker, its broker, its store and its clock.
enum FaultKind: String, CaseIterable, Sendable {
    // The worker
    case workerKilled
    case workerKilledAtStart
    case workerKilledAtLine
    case workerRestarted
    case workerPaused
    case rivalOnTheSameStore
    case rivalWithAnotherStore

    // The broker
    case brokerKilled
    case brokerStopped
    case connectionsClosed
    case oneConnectionClosed
    case memoryAlarm
    case requestQueueDeleted
    case permissionsRevoked
    case eventQueueFull

    // Callers
    case replyQueueFull
    case replyQueueGone
    case replyAddressForged
    case headersTooLarge

    // The store and the clock
    case diskFull
    case diskFullAtStart
    case writesFail
    case syncsFail
    case diskReadOnly
    case diskSlow
    case databaseLocked
    case databaseDamaged
    case clockForward
    case clockBackward

    /// How often it comes compared with others; those that take long are rare.
    var frequency: Int {
        switch self {
        case .brokerKilled, .brokerStopped, .databaseLocked, .databaseDamaged: 1
        case .workerKilled, .connectionsClosed, .oneConnectionClosed, .workerKilledAtLine: 4
        default: 2
        }
    }
}

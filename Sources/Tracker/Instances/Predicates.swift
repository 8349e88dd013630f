/// What a guest's state and task say together (claims and moves, 1.8).
extension Instance {
    /// Whether what it holds is to be released: deleted, or offloaded and not being unshelved.
    public var isRemovable: Bool { Self.isRemovable(vmState, taskState) }

    /// Whether a resize or rebuild is in progress or waits for its confirmation.
    public var isInResizeState: Bool { Self.isInResizeState(vmState, taskState) }

    /// Whether it is moving while it runs.
    public var isLiveMigrating: Bool { Self.isLiveMigrating(vmState, taskState) }

    /// Whether it is being rebuilt, as an evacuation does elsewhere.
    public var isRebuilding: Bool {
        switch taskState {
        case .rebuilding, .rebuildBlockDeviceMapping, .rebuildSpawning: true
        default: false
        }
    }

    /// See `isRemovable`; a function of the two states alone (claims and moves, 5.2).
    static func isRemovable(_ vmState: VMState?, _ taskState: TaskState?) -> Bool {
        switch vmState {
        case .deleted: true
        case .shelvedOffloaded: taskState != .spawning
        case .active, .building, .paused, .suspended, .stopped, .rescued, .resized, .softDelete, .error, .shelved, nil:
            false
        }
    }

    /// See `isInResizeState`.
    static func isInResizeState(_ vmState: VMState?, _ taskState: TaskState?) -> Bool {
        switch vmState {
        case .resized: true
        case .active, .stopped: taskState.map(resizeTasks.contains) ?? false
        case .building, .paused, .suspended, .rescued, .softDelete, .deleted, .error, .shelved, .shelvedOffloaded, nil:
            false
        }
    }

    /// See `isLiveMigrating`.
    static func isLiveMigrating(_ vmState: VMState?, _ taskState: TaskState?) -> Bool {
        switch vmState {
        case .active, .paused: taskState == .migrating
        case .building, .suspended, .stopped, .rescued, .resized, .softDelete, .deleted, .error, .shelved,
            .shelvedOffloaded, nil:
            false
        }
    }

    private static let resizeTasks: Set<TaskState> = [
        .resizePrep, .resizeMigrating, .resizeMigrated, .resizeFinish, .rebuilding, .rebuildBlockDeviceMapping,
        .rebuildSpawning,
    ]
}

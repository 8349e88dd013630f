internal import Journal
internal import Synchronization

/// Whether a message may be to blame for how a shard ended, from one run of the shard to the next.
package final class Suspicion: Sendable {
    private struct Standing {
        var isFirstRun = true
        /// Whether what was in hand at an end that was not harmless is still to come.
        var isOpen = false
        var wasRefused = false
    }

    private let standing = Mutex(Standing())

    /// Makes the suspicion of a process that has just started.
    package init() {}

    /// A run begins.
    ///
    /// - Parameter stoppedCleanly: what the store says of the process before this one.
    package func begin(stoppedCleanly: Bool) -> CrashGuard.LastEnd {
        standing.withLock { standing in
            defer { (standing.isFirstRun, standing.wasRefused) = (false, false) }
            if standing.isFirstRun, !stoppedCleanly {
                standing.isOpen = true
                return .crashed
            }
            if standing.wasRefused {
                standing.isOpen = true
                return .refusedCommit
            }
            return standing.isOpen ? .stillSuspicious : .harmless
        }
    }

    /// A run has failed.
    package func fail(_ error: any Error) {
        guard let error = error as? JournalError, WorkerFailure.isAboutOneBatch(error) else { return }
        standing.withLock { $0.wasRefused = true }
    }

    /// What was in hand is through.
    package func clear() {
        standing.withLock { $0.isOpen = false }
    }
}

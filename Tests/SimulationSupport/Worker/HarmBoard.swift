internal import Synchronization
internal import Worker

/// Which requests end the process at which point, and whether one just has: the pipeline's probe asks it.
final class HarmBoard: Sendable {
    private struct Board {
        var whenRead: Set<String> = []
        var whenDecided: Set<String> = []
        /// The key of the request that the process has just died of.
        var deadly: String?
    }

    private let board = Mutex(Board())

    /// What is given to the pipeline.
    var probe: PipelineProbe {
        PipelineProbe { [self] step, key in reached(step, key) }
    }

    func add(whenRead key: String) { board.withLock { _ = $0.whenRead.insert(key) } }

    func add(whenDecided key: String) { board.withLock { _ = $0.whenDecided.insert(key) } }

    /// The key of the request that the process has died of since the last question; nil: it lives.
    func takeDeadly() -> String? {
        board.withLock { board in
            defer { board.deadly = nil }
            return board.deadly
        }
    }

    private func reached(_ step: PipelineProbe.Step, _ key: String) {
        board.withLock { board in
            let isDeadly =
                switch step {
                case .decode: board.whenRead.contains(key)
                case .decide: board.whenDecided.contains(key)
                case .decoded, .decided, .commit, .committed, .publish, .confirmed, .settle, .mark, .marked: false
                }
            // What happens after the death does not happen.
            if isDeadly, board.deadly == nil { board.deadly = key }
        }
    }
}

/// Tells a test where the pipeline stands, so that it can stop or kill the process there.
package struct PipelineProbe: Sendable {
    /// A place in the life of a request.
    package enum Step: String, CaseIterable, Hashable, Sendable {
        /// Before a delivery is decoded.
        case decode
        /// After it was decoded.
        case decoded
        /// Before a request is decided.
        case decide
        /// After it was decided, and applied in memory.
        case decided
        /// Before a batch is handed to the store.
        case commit
        /// After the store has made it durable.
        case committed
        /// Before messages are handed to the broker.
        case publish
        /// After the broker has said what became of them.
        case confirmed
        /// Before deliveries are settled.
        case settle
        /// Before the mark is handed to the store.
        case mark
        /// After the mark is durable.
        case marked
    }

    /// Called with the step and, where one request is meant, its `message_id`, as it came.
    package let reached: (@Sendable (Step, String) -> Void)?

    /// Makes a probe.
    package init(_ reached: @escaping @Sendable (Step, String) -> Void) {
        self.reached = reached
    }

    private init() { reached = nil }

    /// No probe: what a worker runs with.
    package static let none = PipelineProbe()
}

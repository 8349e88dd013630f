import Testing

/// Starts, stops and refusals to start; each test has workers of its own.
@Suite("A worker's life", .serialized, .timeLimit(.minutes(5)))
enum LifecycleTests {}

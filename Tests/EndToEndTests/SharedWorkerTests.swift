import Testing

/// Everything that one worker can show to many callers; tests use hosts and instances of their own.
@Suite("A worker, asked over the real broker", .serialized, .timeLimit(.minutes(5)))
enum SharedWorkerTests {}

import Foundation
import Synchronization

/// A thread of its own for a run: its stack is as small as any that parses, and it may wait without starving others.
enum FuzzThread {
    /// An eighth of a usual stack: what recurses too deep shows early.
    private static let stackBytes = 1 << 20

    /// Runs the body there and waits for its end.
    static func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let thread = Thread { continuation.resume(with: Result { try body() }) }
            thread.stackSize = stackBytes
            thread.start()
        }
    }

    /// Waits for asynchronous work from a thread of this kind.
    static func wait<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) throws -> Value {
        let done = DispatchSemaphore(value: 0)
        let result = Mutex<Result<Value, any Error>?>(nil)
        let task = Task {
            let value: Result<Value, any Error>
            do {
                value = .success(try await body())
            } catch {
                value = .failure(error)
            }
            result.withLock { $0 = value }
            done.signal()
        }
        done.wait()
        _ = task
        guard let outcome = result.withLock({ $0 }) else { throw Defect("asynchronous work ended without a result") }
        return try outcome.get()
    }
}

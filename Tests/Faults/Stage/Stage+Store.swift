import EndToEndTestSupport
import Foundation
import GRDB
import Worker

/// What is done to the store, its disk and the clock.
extension Stage {
    /// Lets the disk fail until it has been noticed, and for a while longer.
    func failStore(_ duration: Duration, _ fail: (FaultControl) -> Void) async throws {
        let mark = worker.mark
        fail(control)
        try await worker.next([.commitFailed, .shardFailed], after: mark)
        try await pass(duration)
        control.mend()
    }

    /// Lets a worker start on a disk that fails; it waits for the disk.
    mutating func failStoreAtStart(_ duration: Duration, _ fail: (FaultControl) -> Void) async throws {
        try await worker.kill()
        fail(control)
        worker = try await launch()
        try await worker.line(.shardFailed)
        try await pass(duration)
        control.mend()
        try await worker.ready()
    }

    /// Lets every commit take long.
    func slowStore(_ duration: Duration, _ generator: inout SeededGenerator) async throws {
        control.slowSyncs(milliseconds: Int.random(in: 20...1_500, using: &generator))
        try await pass(duration)
        control.mend()
    }

    /// Locks the database from another program for longer than the worker waits for it.
    func lockDatabase() async throws {
        let mark = worker.mark
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        configuration.busyMode = .timeout(10)
        let intruder = try DatabaseQueue(path: site.path() + "/berth.sqlite", configuration: configuration)
        try await intruder.writeWithoutTransaction { try $0.beginTransaction(.immediate) }
        try await worker.next([.commitFailed, .shardFailed], after: mark)
        try await intruder.writeWithoutTransaction { try $0.rollback() }
        try intruder.close()
    }

    /// Damages the database of a stopped worker: the next one must refuse it, and serve what is restored.
    mutating func damageDatabase(_ generator: inout SeededGenerator) async throws {
        let ending = try await worker.stop()
        try expect(ending == .exited(0), "told to stop, the worker ended with \(ending)")
        let copy = site.path("backup")
        try FileManager.default.copyItem(atPath: site.path(), toPath: copy)
        let file = URL(fileURLWithPath: site.path() + "/berth.sqlite")
        var content = try Data(contentsOf: file)
        let step = Int.random(in: 200...900, using: &generator)
        for index in stride(from: 4_096, to: content.count, by: step) { content[index] ^= 0xFF }
        try content.write(to: file)
        try await refused(data: "data", 5)
        try FileManager.default.removeItem(atPath: site.path())
        try FileManager.default.moveItem(atPath: copy, toPath: site.path())
        try await serve()
    }

    /// Moves the worker's clock, and back again.
    func moveClock(_ distance: Duration, _ duration: Duration) async throws {
        control.moveClock(by: distance)
        try await load.pass(20)
        try await pass(duration)
        control.moveClock(by: .zero)
    }
}

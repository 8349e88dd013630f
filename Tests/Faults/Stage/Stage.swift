import AMQP
import BrokerTestSupport
import EndToEndTestSupport
import Foundation
import Worker

/// Where faults happen: one worker with its store, its broker and its callers.
struct Stage {
    let site: Site
    let control: FaultControl
    let load: Load
    /// The worker's own address: another user than the callers, so that its permissions can be taken alone.
    let workerURL: String
    /// Whether every single request is logged.
    let level: String
    var worker: WorkerProcess
    /// All workers that were started, for their logs.
    private(set) var workers: [WorkerProcess] = []

    /// The worker's user.
    static let user = "worker"
    private static let password = "worker-password"

    /// Starts a worker on a site whose switches are at rest.
    static func make(_ site: Site, _ plan: LoadPlan, level: String) async throws -> Stage {
        let user = "\(user)-\(site.virtualHost)"
        try await site.addUser(user, password: password)
        let url = site.url.replacing("guest:guest@", with: "\(user):\(password)@")
        let control = try FaultControl(path: site.path("control"), folder: site.path())
        let worker = try await launch(url, site.path(), control, level)
        try await worker.ready()
        let load = try await Load.prepare(site.url, plan)
        return Stage(
            site: site, control: control, load: load, workerURL: url, level: level, worker: worker, workers: [worker])
    }

    private static func launch(
        _ url: String, _ data: String, _ control: FaultControl, _ level: String
    ) async throws -> WorkerProcess {
        try await WorkerProcess.launch(
            [
                "--broker", url, "--data-dir", data, "--log-level", level, "--pci-device-specs", LoadDevices.specs,
            ], environment: try control.environment)
    }

    var userName: String { "\(Self.user)-\(site.virtualHost)" }

    /// Starts another worker on the store, without waiting for anything.
    mutating func launch() async throws -> WorkerProcess {
        let worker = try await Self.launch(workerURL, site.path(), control, level)
        workers.append(worker)
        return worker
    }

    /// Starts the next worker and waits until it consumes.
    mutating func serve() async throws {
        worker = try await launch()
        try await worker.ready()
    }

    /// Runs a worker that must refuse to serve.
    func refused(data: String, _ code: Int32) async throws {
        let rival = try await Self.launch(workerURL, site.path(data), control, level)
        let ending = try await rival.child.ending()
        try expect(ending == .exited(code), "the worker ended with \(ending), not \(code):\n\(rival.child.output)")
    }

    /// Lets time pass.
    func pass(_ duration: Duration) async throws { try await ContinuousClock().sleep(for: duration) }

    /// Fails the round unless something holds.
    func expect(_ holds: Bool, _ otherwise: @autoclosure () -> String) throws {
        guard holds else { throw LoadFailure(description: otherwise()) }
    }

    /// Runs a fault, and waits until requests are answered again.
    mutating func strike(_ fault: Fault) async throws {
        try await load.pass(fault.requestsBefore)
        var generator = SeededGenerator(seed: fault.seed)
        try await run(fault, &generator)
        try await load.pass(10)
    }

    private mutating func run(_ fault: Fault, _ generator: inout SeededGenerator) async throws {
        switch fault.kind {
        case .workerKilled: try await killWorker()
        case .workerKilledAtStart: try await killWorkerAtStart(&generator)
        case .workerKilledAtLine: try await killWorkerAtLine(&generator)
        case .workerRestarted: try await restartWorker()
        case .workerPaused: try await pauseWorker(fault.duration, &generator)
        case .rivalOnTheSameStore: try await refused(data: "data", 3)
        case .rivalWithAnotherStore: try await refused(data: "rival", 4)
        case .brokerKilled: try await killBroker(fault.duration)
        case .brokerStopped: try await stopBroker(fault.duration)
        case .connectionsClosed: try await closeConnections()
        case .oneConnectionClosed: try await closeOneConnection(&generator)
        case .memoryAlarm: try await raiseMemoryAlarm(fault.duration)
        case .requestQueueDeleted: try await deleteRequestQueue()
        case .permissionsRevoked: try await revokePermissions(fault.duration)
        case .eventQueueFull: try await fillEventQueue(fault.duration)
        case .replyQueueFull: try await fillReplyQueue(fault.duration, &generator)
        case .replyQueueGone: try await replyTo("gone-\(generator.uuid())", &generator)
        case .replyAddressForged: try await replyTo(Self.forgedAddress(&generator), &generator)
        case .headersTooLarge: try await sendLargeHeaders(&generator)
        case .diskFull: try await failStore(fault.duration) { $0.failWrites(ENOSPC) }
        case .diskFullAtStart: try await failStoreAtStart(fault.duration) { $0.failWrites(ENOSPC) }
        case .writesFail: try await failStore(fault.duration) { $0.failWrites(EIO) }
        case .syncsFail: try await failStore(fault.duration) { $0.failSyncs(EIO) }
        case .diskReadOnly:
            try await failStore(fault.duration) {
                $0.failWrites(EROFS)
                $0.failOpens(EROFS)
            }
        case .diskSlow: try await slowStore(fault.duration, &generator)
        case .databaseLocked: try await lockDatabase()
        case .databaseDamaged: try await damageDatabase(&generator)
        case .clockForward: try await moveClock(.seconds(Int.random(in: 1...7_200, using: &generator)), fault.duration)
        case .clockBackward:
            try await moveClock(.seconds(-Int.random(in: 1...7_200, using: &generator)), fault.duration)
        }
    }
}

package import BrokerTestSupport
package import Foundation
internal import Synchronization

/// A virtual host of its own, with folders for stores: what one test works in.
package final class Site: Sendable {
    /// The broker.
    package let broker: TestBroker
    /// The address of the virtual host, as user guest.
    package let url: String
    /// Holds all files; removed with the site.
    package let folder: URL

    /// A fresh site on the broker that all tests share.
    package static func make() async throws -> Site { try await make(on: .shared()) }

    /// A fresh site on a broker.
    package static func make(on broker: TestBroker) async throws -> Site {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("berth-e2e-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return Site(broker, try await broker.makeVirtualHost(), folder)
    }

    private init(_ broker: TestBroker, _ url: String, _ folder: URL) {
        self.broker = broker
        self.url = url
        self.folder = folder
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// The name of the virtual host.
    package var virtualHost: String { URL(string: url)?.lastPathComponent ?? "" }

    /// Path of a store's folder, or of any file.
    package func path(_ name: String = "data") -> String { folder.appendingPathComponent(name).path }

    /// Whether there is a file of this name.
    package func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

    /// Adds a user who may do everything on this site.
    package func addUser(_ name: String, password: String) async throws {
        try await broker.manage("PUT", "users/\(name)", body: #"{"password":"\#(password)","tags":""}"#)
        try await broker.manage(
            "PUT", "permissions/\(virtualHost)/\(name)", body: #"{"configure":".*","write":".*","read":".*"}"#)
    }

    /// Starts a worker on this site, and waits until it consumes.
    package func serve(_ arguments: [String] = [], data: String = "data", level: String = "info") async throws
        -> WorkerProcess
    {
        try await WorkerProcess.serve(url, data: path(data), arguments, level: level)
    }

    /// Starts a worker without waiting for anything.
    package func launch(_ arguments: [String] = [], data: String = "data") async throws -> WorkerProcess {
        try await WorkerProcess.launch(["--broker", url, "--data-dir", path(data)] + arguments)
    }

    /// Starts a worker that is expected to end by itself, and waits for that.
    package func refused(_ arguments: [String] = [], data: String = "data", url: String? = nil) async throws
        -> (ending: ChildProcess.Ending, output: String)
    {
        let worker = try await WorkerProcess.launch(
            ["--broker", url ?? self.url, "--data-dir", path(data)] + arguments)
        let ending = try await worker.child.ending()
        return (ending, worker.child.output)
    }
}

/// A site with one worker and one of each client, shared by tests that use hosts of their own and stop nothing.
package struct SharedSite: Sendable {
    /// Where everything is.
    package let site: Site
    /// The worker that serves it.
    package let worker: WorkerProcess
    /// A client.
    package let caller: Caller
    /// A subscriber to everything.
    package let events: EventSubscriber
    /// A reader of the dead-letter queue.
    package let dead: DeadLetters

    private static let made = Mutex<Task<SharedSite, any Error>?>(nil)

    /// The shared site, made on first use.
    package static func get() async throws -> SharedSite {
        let task = made.withLock { made in
            if let made { return made }
            let task = Task { try await make() }
            made = task
            return task
        }
        return try await task.value
    }

    private static func make() async throws -> SharedSite {
        let site = try await Site.make()
        let events = try await EventSubscriber.open(site.url)
        let worker = try await site.serve(level: "trace")
        return SharedSite(
            site: site, worker: worker, caller: try await .open(site.url), events: events,
            dead: try await .open(site.url))
    }
}

public import Foundation
internal import FoundationNetworking
internal import Synchronization

/// A private RabbitMQ node for tests, run through `deploy/dev/broker.sh`.
///
/// It ends with the test process, however that ends.
public final class TestBroker: Sendable {
    /// Why a node could not be used.
    public struct Failure: Error, CustomStringConvertible {
        /// What was tried and what came out.
        public let description: String
    }

    /// The AMQP port; the others follow from it as `broker.sh` says.
    public let port: Int
    /// Where the node keeps everything.
    public let directory: URL
    /// What the TLS listener uses.
    public let certificates: TestCertificates
    private let watchdog: Watchdog
    private static let node = Mutex<Task<TestBroker, any Error>?>(nil)

    /// The node that all tests of this process share, started on first use.
    ///
    /// Do not stop it: use `dedicated` for that.
    public static func shared() async throws -> TestBroker {
        let task = node.withLock { node in
            if let node { return node }
            let task = Task { try await dedicated() }
            node = task
            return task
        }
        return try await task.value
    }

    /// A new node for tests that stop it, kill it, or block it.
    public static func dedicated() async throws -> TestBroker {
        var failure: any Error = Failure(description: "no free ports found")
        for _ in 0..<5 {
            do {
                return try await launch(port: Int.random(in: 11_000..<12_700))
            } catch {
                failure = error
            }
        }
        throw failure
    }

    private static func launch(port: Int) async throws -> TestBroker {
        let directory = FileManager.default.temporaryDirectory
            .appendingPathComponent("berth-test-broker-\(port)-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let watchdog = try Watchdog(
            afterwards: "'\(script.path)' kill --dir '\(directory.path)'; rm -rf '\(directory.path)'")
        let certificates = try await TestCertificates.make(in: directory.appendingPathComponent("tls"))
        let broker = TestBroker(port: port, directory: directory, certificates: certificates, watchdog: watchdog)
        try await broker.start()
        return broker
    }

    private init(port: Int, directory: URL, certificates: TestCertificates, watchdog: Watchdog) {
        self.port = port
        self.directory = directory
        self.certificates = certificates
        self.watchdog = watchdog
    }

    /// The address of the default virtual host, with the user guest.
    public var url: String { "amqp://guest:guest@127.0.0.1:\(port)/%2F" }

    /// The same over TLS; the certificate names `localhost`.
    public var tlsURL: String { "amqps://guest:guest@localhost:\(port + 1)/%2F" }

    /// Makes a fresh virtual host and returns its address: tests that use it do not see each other.
    public func makeVirtualHost() async throws -> String {
        let name = "test-\(UUID().uuidString.prefix(8).lowercased())"
        try await manage("PUT", "vhosts/\(name)")
        try await manage("PUT", "permissions/\(name)/guest", body: #"{"configure":".*","write":".*","read":".*"}"#)
        return "amqp://guest:guest@127.0.0.1:\(port)/\(name)"
    }

    /// Sends a request to the management API (`/api/…`) and returns the answer's body; throws for a status over 299.
    @discardableResult
    public func manage(_ method: String, _ path: String, body: String? = nil) async throws -> Data {
        guard let address = URL(string: "http://127.0.0.1:\(port + 10_000)/api/\(path)") else {
            throw Failure(description: "'\(path)' is not a path")
        }
        var request = URLRequest(url: address)
        request.httpMethod = method
        request.setValue("Basic \(Data("guest:guest".utf8).base64EncodedString())", forHTTPHeaderField: "Authorization")
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        request.httpBody = body.map { Data($0.utf8) }
        let (data, response) = try await URLSession.shared.data(for: request)
        let status = (response as? HTTPURLResponse)?.statusCode ?? 0
        guard status < 300 else {
            throw Failure(description: "\(method) \(path): \(status) \(String(decoding: data, as: UTF8.self))")
        }
        return data
    }

    /// Runs rabbitmqctl on this node and returns what it printed.
    ///
    /// Takes about half a second.
    @discardableResult
    public func control(_ arguments: [String]) async throws -> String {
        try await broker("ctl", ["--"] + arguments)
    }

    /// Closes all connections from the broker's side, of one virtual host if it is named.
    public func closeAllConnections(reason: String, virtualHost: String? = nil) async throws {
        let scope = virtualHost.map { ["--vhost", $0] } ?? ["--global"]
        try await control(["close_all_connections"] + scope + [reason])
    }

    /// Starts the node and waits until it accepts connections; nothing to do if it runs.
    public func start() async throws {
        try await broker("start", ["--port", "\(port)", "--tls-dir", certificates.directory.path])
    }

    /// Stops the node in an orderly way.
    public func stop() async throws { try await broker("stop") }

    /// Kills the node with signal 9.
    ///
    /// What RabbitMQ 3.10 keeps about quorum queues outside their log is written up to a second late: one that was
    /// declared just before would come back empty and without a leader. Tests are about this side, so that is written
    /// first.
    public func kill() async throws {
        try await control(["eval", "[ok = dets:sync(Table) || Table <- dets:all()]."])
        try await broker("kill")
    }

    /// Stops the broker within its node, which keeps running: connections end with 320.
    public func stopApplication() async throws { try await control(["stop_app"]) }

    /// Starts the broker within its node again.
    public func startApplication() async throws { try await control(["start_app"]) }

    @discardableResult
    private func broker(_ action: String, _ arguments: [String] = []) async throws -> String {
        try await Command.run(Self.script.path, [action, "--dir", directory.path] + arguments)
    }

    /// The script of the checkout that this source file belongs to, also when the file is reached through a link.
    private static let script = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("deploy/dev/broker.sh")
}

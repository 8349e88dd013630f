import AMQP
import BusClient
import Logging

/// How the tool reaches the broker.
struct BrokerLink: Sendable {
    var url: BrokerURL
    var tls = TLSConfiguration()
    /// The connection's name in the broker's own tools.
    var name = "berth"

    /// Opens a connection.
    ///
    /// - Parameter recovers: true for commands that run until they are stopped or have much to do; others rather fail.
    func connect(recovers: Bool) async throws(ToolError) -> Connection {
        var logger = Logger(label: "berth") { _ in SwiftLogNoOpLogHandler() }
        logger.logLevel = .critical
        do throws(AMQPError) {
            return try await Connection.open(
                ConnectionConfiguration(
                    url: url, tls: tls, name: name, recovery: RecoveryPolicy(isEnabled: recovers), logger: logger))
        } catch {
            throw ToolError(broker: error, at: url)
        }
    }
}

extension BrokerLink {
    /// Opens a client of the tracker.
    ///
    /// - Parameters:
    ///   - recovers: as for `connect`.
    ///   - change: sets what is not as usual.
    func openBus(
        recovers: Bool, timeout: Duration, _ change: (inout BusConfiguration) -> Void = { _ in }
    ) async throws(ToolError) -> Bus {
        var configuration = BusConfiguration(url: url, application: name)
        configuration.tls = tls
        configuration.timeout = timeout
        configuration.grace = .seconds(1)
        configuration.recovery.isEnabled = recovers
        change(&configuration)
        do throws(AMQPError) {
            return try await Bus.open(configuration)
        } catch {
            throw ToolError(broker: error, at: url)
        }
    }
}

extension ToolError {
    /// What a broker's error means for who runs the tool.
    init(broker error: AMQPError, at url: BrokerURL) {
        let advice: String
        switch error.code {
        case .authenticationFailed: advice = "Check user and password in --broker or BERTH_BROKER."
        case .tlsFailed: advice = "Check --ca, --cert and --key-file, and that the certificate names the broker's host."
        case .notFound where error.brokerCode == 530:
            advice = "Check the virtual host at the end of --broker or BERTH_BROKER; %2F is the one named /."
        case .notFound: advice = "Has a worker (berthd) run against this broker and virtual host yet?"
        case .accessRefused: advice = "This user lacks a permission on the broker."
        case .preconditionFailed, .resourceLocked, .notAllowed:
            advice = "Compare the broker's objects with what berthd declares."
        default: advice = "Is the broker running, and does --broker or BERTH_BROKER name it?"
        }
        self.init(.brokerUnavailable, "\(url.redacted): \(error.description)", advice: advice)
    }
}

public import AMQP
public import Logging

/// Everything that a bus needs to know.
public struct BusConfiguration: Sendable {
    /// Where the broker is and who connects.
    public var url: BrokerURL
    /// Used when the URL says `amqps`.
    public var tls = TLSConfiguration()
    /// What the broker's tools and the worker's log call this client: connection name and `app_id`.
    public var application: String
    /// The exchange of requests with a host.
    public var exchange = "berth.requests"
    /// The shard whose queue gets the requests without a host.
    public var shard = "main"
    /// How long an answer is waited for where a request says nothing; sent along as the deadline.
    public var timeout: Duration = .seconds(30)
    /// How much longer than its deadline an answer is waited for.
    ///
    /// The worker's own "too late" is worth waiting for where a person asks: it says that nothing was applied.
    public var grace: Duration = .zero
    /// How many requests may be under way; more end at once as `crowdedOut`.
    public var maximumOutstanding = 10_000
    /// Whether and when a lost connection is opened again.
    public var recovery = RecoveryPolicy()
    /// Where the connection reports what happens to it; silent by default.
    public var logger = Logger(label: "berth") { _ in SwiftLogNoOpLogHandler() }

    /// Defaults for everything but the broker and the client's name.
    public init(url: BrokerURL, application: String) {
        self.url = url
        self.application = application
    }

    /// Where requests go.
    var route: BusRoute { BusRoute(exchange: exchange, shard: shard, application: application) }

    /// The connection, which does not recover by itself: the bus opens a new one, because it knows what to send again.
    var connection: ConnectionConfiguration {
        ConnectionConfiguration(
            url: url, tls: tls, name: application, recovery: RecoveryPolicy(isEnabled: false), logger: logger)
    }
}

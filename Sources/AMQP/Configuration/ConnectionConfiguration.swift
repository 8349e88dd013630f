public import Logging

/// Everything that a connection needs to know.
public struct ConnectionConfiguration: Sendable {
    /// Where the broker is and who connects.
    public var url: BrokerURL
    /// Used when the URL says `amqps`.
    public var tls: TLSConfiguration
    /// Shown by the broker's tools (client property `connection_name`).
    public var name: String
    /// Heartbeat interval to ask for; the broker may want a shorter one.
    ///
    /// After two intervals of silence the connection is lost. 0: none.
    public var heartbeatSeconds: UInt16
    /// How long one host may take to accept, and again to let us in.
    public var connectTimeout: Duration
    /// How long the broker may take to answer a request, and how long a request waits for a lost connection.
    public var rpcTimeout: Duration
    /// Largest frame to allow, bytes, 4096 to 1 MiB.
    public var frameMaxBytes: UInt32
    /// Largest body to accept in a delivery, bytes; a larger one ends the connection.
    public var maximumBodyBytes: UInt64
    /// When a lost connection is opened again.
    public var recovery: RecoveryPolicy
    /// Where the connection reports what happens to it.
    public var logger: Logger

    /// The smallest and largest `frameMaxBytes`: the standard's minimum, and a bound on what a peer can make us
    /// allocate.
    public static let frameMaxRange: ClosedRange<UInt32> = 4096...1_048_576

    /// Defaults for everything but the address; `heartbeat` and `connection_timeout` of the URL count.
    public init(
        url: BrokerURL, tls: TLSConfiguration = TLSConfiguration(), name: String = "", heartbeatSeconds: UInt16 = 15,
        connectTimeout: Duration = .seconds(10), rpcTimeout: Duration = .seconds(20), frameMaxBytes: UInt32 = 131_072,
        maximumBodyBytes: UInt64 = 134_217_728, recovery: RecoveryPolicy = RecoveryPolicy(),
        logger: Logger = Logger(label: "amqp")
    ) {
        self.url = url
        self.tls = tls
        self.name = name
        self.heartbeatSeconds = url.heartbeatSeconds ?? heartbeatSeconds
        self.connectTimeout = url.connectTimeoutMilliseconds.map { .milliseconds($0) } ?? connectTimeout
        self.rpcTimeout = rpcTimeout
        self.frameMaxBytes = frameMaxBytes
        self.maximumBodyBytes = maximumBodyBytes
        self.recovery = recovery
        self.logger = logger
    }

    /// Throws `invalidArgument` for a value out of range.
    func validate() throws(AMQPError) {
        guard Self.frameMaxRange.contains(frameMaxBytes) else {
            throw AMQPError(
                .invalidArgument, "frameMaxBytes is \(frameMaxBytes); allowed are \(Self.frameMaxRange)")
        }
        guard connectTimeout > .zero, rpcTimeout > .zero else {
            throw AMQPError(.invalidArgument, "connectTimeout and rpcTimeout must be longer than zero")
        }
        guard name.utf8.count <= 1024 else {
            throw AMQPError(.invalidArgument, "the connection's name has more than 1024 bytes")
        }
    }
}

internal import GRPCCore
internal import Wire

/// What a service's configuration says about each method.
struct MethodPolicies: Sendable {
    /// How often a call that was lost with its connection is sent again.
    ///
    /// A connection comes back within its deadline or not; the bound is for a request that itself ends connections.
    static let maximumResends = 10

    private var configs: [MethodConfig.Name: MethodConfig] = [:]
    private let timeout: Duration

    /// Reads a service's configuration; of two entries for one name the last one counts.
    init(_ config: ServiceConfig, timeout: Duration) {
        self.timeout = timeout
        for config in config.methodConfig {
            for name in config.names { configs[name] = config }
        }
    }

    /// What gRPC needs to know: limits, but not the retry policy.
    func forGRPC(_ descriptor: MethodDescriptor) -> MethodConfig {
        var config = config(descriptor) ?? MethodConfig(names: [])
        config.timeout = config.timeout ?? timeout
        if config.executionPolicy?.retry != nil { config.executionPolicy = nil }
        return config
    }

    /// When this transport sends a call again.
    ///
    /// - Parameter isGRPCs: whether gRPC carries a policy out itself, above this transport.
    func repeats(_ descriptor: MethodDescriptor, isGRPCs: Bool) -> RepeatPolicy {
        var repeats = RepeatPolicy.never
        repeats.maximumResends = Self.maximumResends
        guard !isGRPCs else { return repeats }
        let policy = config(descriptor)?.executionPolicy?.retry ?? BusTransport.defaultRetryPolicy
        repeats.maximumAttempts = policy.maxAttempts
        repeats.codes = Set(policy.retryableStatusCodes.map { StatusCode($0) })
        repeats.initialDelay = policy.initialBackoff
        repeats.maximumDelay = policy.maxBackoff
        repeats.multiplier = policy.backoffMultiplier
        return repeats
    }

    private func config(_ descriptor: MethodDescriptor) -> MethodConfig? {
        let service = descriptor.service.fullyQualifiedService
        return configs[MethodConfig.Name(service: service, method: descriptor.method)]
            ?? configs[MethodConfig.Name(service: service)] ?? configs[MethodConfig.Name(service: "")]
    }
}

/// What a compute service's configuration says about its host's topology, as it is written there (NUMA, 1.3).
struct HostConfiguration: Sendable, Equatable {
    /// `cpu_shared_set`: CPUs for floating guest CPUs; nil: not set.
    var sharedCPUs: String?
    /// `cpu_dedicated_set`: CPUs for pinned guest CPUs; nil: not set.
    var dedicatedCPUs: String?
    /// `vcpu_pin_set`: CPUs for both, the older way; nil: not set.
    var bothCPUs: String?
    /// `reserved_host_cpus`: guest CPUs kept back for the host; nil: not set.
    var reservedCPUs: Int64?
    /// `reserved_huge_pages`: each `node:N,size:S,count:C`.
    var reservedPages: [String] = []
    /// Physical networks with the cells that they are near to: each `NAME=CELLS`.
    var physicalNetworks: [String] = []
    /// The cells that tunnelled networks are near to; nil: not set.
    var tunnelledCells: String?
}

/// What is wrong with a host's configuration; the raw value is the stable name (NUMA, 1.3).
enum HostConfigurationError: String, CaseIterable, Sendable {
    /// A set of CPUs cannot be read, has no CPU, or has one that the machine does not offer.
    case invalid = "Invalid"
    /// Options that exclude each other.
    case invalidConfiguration = "InvalidConfiguration"
    /// A reservation of huge pages lacks a key or has a bad number.
    case invalidReservedPages = "InvalidReservedMemoryPagesOption"
    /// A network is near to a cell that there is not, or to none.
    case invalidNetworkAffinity = "InvalidNetworkNUMAAffinity"
}

extension ToolError {
    /// A host's configuration that cannot be used; nothing was sent.
    init(_ error: HostConfigurationError, _ message: String, advice: String = "") {
        self.init(.usage, "\(error.rawValue): \(message)", advice: advice)
    }
}

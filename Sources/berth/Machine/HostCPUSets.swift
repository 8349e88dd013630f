import Tracker

/// The CPUs of a machine that serve floating and pinned guest CPUs, from its configuration (NUMA, 1.3).
struct HostCPUSets: Sendable, Equatable {
    /// For floating guest CPUs.
    var shared: Set<Int32>
    /// For pinned guest CPUs; equal to `shared`: one pool serves both.
    var dedicated: Set<Int32>

    /// Decides by the table of the specification, after each set that is given was read.
    init(_ configuration: HostConfiguration, online: [Int32]) throws(ToolError) {
        let shared = try Self.cpus(configuration.sharedCPUs, "--cpu-shared-set", online)
        let dedicated = try Self.cpus(configuration.dedicatedCPUs, "--cpu-dedicated-set", online)
        let both = try Self.cpus(configuration.bothCPUs, "--vcpu-pin-set", online)
        if let both {
            guard dedicated == nil else {
                throw ToolError(
                    .invalidConfiguration, "--vcpu-pin-set and --cpu-dedicated-set exclude each other.",
                    advice: "Leave --vcpu-pin-set out.")
            }
            self.init(shared: both, dedicated: both)
            return
        }
        try Self.check(shared ?? [], dedicated ?? [], reserved: configuration.reservedCPUs ?? 0)
        switch (shared, dedicated) {
        case (nil, nil): self.init(shared: Set(online), dedicated: Set(online))
        default: self.init(shared: shared ?? [], dedicated: dedicated ?? [])
        }
    }

    private init(shared: Set<Int32>, dedicated: Set<Int32>) {
        self.shared = shared
        self.dedicated = dedicated
    }

    /// The CPUs that serve guests at all.
    var all: Set<Int32> { shared.union(dedicated) }

    private static func check(_ shared: Set<Int32>, _ dedicated: Set<Int32>, reserved: Int64) throws(ToolError) {
        let common = shared.intersection(dedicated)
        guard common.isEmpty else {
            throw ToolError(
                .invalidConfiguration,
                "--cpu-shared-set and --cpu-dedicated-set both have the CPUs \(CPUList.text(common.sorted())).",
                advice: "Give each CPU to one of them.")
        }
        guard reserved == 0 || (shared.isEmpty && dedicated.isEmpty) else {
            throw ToolError(
                .invalidConfiguration,
                "--reserved-host-cpus excludes --cpu-shared-set and --cpu-dedicated-set.",
                advice: "Leave the host's CPUs out of both sets instead.")
        }
    }

    private static func cpus(_ text: String?, _ option: String, _ online: [Int32]) throws(ToolError) -> Set<Int32>? {
        guard let text else { return nil }
        guard let cpus = CPUList.specified(text) else {
            throw ToolError(
                .invalid, "\(option) \(Printable.text(text)) is not a set of CPUs.",
                advice: "Write \(CPUSpecificationError.allowed).")
        }
        guard !cpus.isEmpty else {
            throw ToolError(.invalid, "\(option) \(Printable.text(text)) leaves no CPU.")
        }
        let absent = cpus.subtracting(online)
        guard absent.isEmpty else {
            throw ToolError(
                .invalid, "\(option) has CPUs that are not online: \(CPUList.text(absent.sorted())).",
                advice: "Online are \(CPUList.text(online)).")
        }
        return cpus
    }
}

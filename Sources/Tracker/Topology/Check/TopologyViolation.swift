/// A rule that a placed topology breaks; there is none unless the fit is broken or a host's report has changed.
struct TopologyViolation: Hashable, Sendable {
    /// Which rule.
    enum Rule: String, CaseIterable, Hashable, Sendable {
        /// What was asked for is not what was placed.
        case requestChanged = "REQUEST_CHANGED"
        /// A guest cell is on no host cell, or on one that is not reported, or two are on the same.
        case hostCell = "HOST_CELL"
        /// The pins are not one for each dedicated guest CPU.
        case pins = "PINS"
        /// A host CPU is in two hands.
        case cpuHeldTwice = "CPU_HELD_TWICE"
        /// A host CPU is not for dedicated guest CPUs, or in no core, or was held before.
        case cpuNotFree = "CPU_NOT_FREE"
        /// The emulator's threads have a CPU that they must not have, or none that they must have.
        case emulator = "EMULATOR"
        /// A core of an isolated guest CPU is not its own.
        case isolate = "ISOLATE"
        /// Guest CPUs that must be siblings are not spread evenly over cores with free siblings.
        case require = "REQUIRE"
        /// The page size is not what was asked for, or pages of it are missing.
        case pages = "PAGES"
        /// The host cell has too little memory.
        case memory = "MEMORY"
        /// The host cell has too few CPUs for the shared guest CPUs.
        case sharedCPUs = "SHARED_CPUS"
        /// An allocation ratio is exceeded.
        case limits = "LIMITS"
        /// A requested network is near another host cell, but near none of the chosen ones.
        case network = "NETWORK"
    }

    /// Which rule.
    var rule: Rule
    /// Which of several placed topologies; 0 if there is one.
    var placement: Int
    /// The guest cell concerned.
    var guestCell: Int?
    /// For people: what was expected, and what was found.
    var message: String
}

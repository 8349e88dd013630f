import Tracker

/// What a flavor and an image ask for, for programs: the members are documented in `docs/command-line.md`.
struct TopologyExplanation: Encodable, Equatable, Sendable {
    /// One cell of the guest.
    struct Cell: Encodable, Equatable, Sendable {
        var cell: Int
        var sharedCPUs: [Int32]
        var dedicatedCPUs: [Int32]
        var memoryMebibytes: Int64
    }

    /// How the guest sees its CPUs.
    struct GuestCPUs: Encodable, Equatable, Sendable {
        var sockets: Int64
        var cores: Int64
        var threads: Int64
    }

    /// What a scheduler asks Placement for.
    struct Placement: Encodable, Equatable, Sendable {
        var resources: [String: Int64]
        var requiredTraits: [String]
        var forbiddenTraits: [String]
    }

    /// Empty: no topology is needed.
    var cells: [Cell]
    var needsTopology: Bool
    var cpuPolicy: String?
    var threadPolicy: String?
    var emulatorThreads: String?
    /// KiB, or −1 small, −2 large, −3 any.
    var pageSizeKibibytes: Int64?
    var placement: Placement
    var pciAffinity: String?
    var isMemoryLocked: Bool
    var memoryEncryption: String?
    var guestCPUs: GuestCPUs

    /// Takes over what the rules found.
    init(_ request: TopologyRequest) {
        let asked = request.topology?.cells ?? []
        cells = asked.enumerated().map { number, cell in
            Cell(
                cell: number, sharedCPUs: cell.cpuset, dedicatedCPUs: cell.pcpuset,
                memoryMebibytes: cell.memoryMebibytes)
        }
        needsTopology = request.topology != nil
        cpuPolicy = asked.first?.cpuPolicy?.rawValue
        threadPolicy = asked.first?.threadPolicy?.rawValue
        emulatorThreads = request.topology?.emulatorThreads?.rawValue
        pageSizeKibibytes = asked.first?.pageSizeKibibytes
        placement = Placement(
            resources: request.placement.resources, requiredTraits: request.placement.requiredTraits,
            forbiddenTraits: request.placement.forbiddenTraits)
        pciAffinity = request.pciAffinity?.rawValue
        isMemoryLocked = request.isMemoryLocked
        memoryEncryption = request.encryption?.rawValue
        guestCPUs = GuestCPUs(
            sockets: request.guestCPUs.sockets, cores: request.guestCPUs.cores, threads: request.guestCPUs.threads)
    }
}

/// The rule that a flavor and an image break, for programs.
struct BrokenRule: Encodable, Equatable, Sendable {
    var reason: String
    var key: String
    var value: String
    var allowed: String
    var message: String

    /// Takes over what the rule says.
    init(_ error: ConstraintError) {
        reason = error.reason.rawValue
        key = error.key
        value = error.value
        allowed = error.allowed
        message = error.message
    }
}

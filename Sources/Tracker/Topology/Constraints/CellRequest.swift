/// What flavor and image ask for in the way of cells: all rules of NUMA, 2.1, in their order.
struct CellRequest: Hashable, Sendable {
    /// What they ask for in the way of CPUs.
    let cpus: CPURequest
    /// Whether memory is kept from being swapped out.
    let isMemoryLocked: Bool
    /// The cells; absent: none are needed.
    let topology: InstanceTopology?

    /// Applies the rules.
    init(_ input: FlavorAndImage) throws(ConstraintError) {
        try ImageVocabulary.check(input.image)
        let cpus = try CPURequest(input)
        let nodes = try NodeCountRule.count(input)
        let pageSize = try PageSizeRequestRule.size(input)
        isMemoryLocked = try LockedMemoryRule.isLocked(input)
        let cells = try CellsRule(
            input: input, nodes: nodes, pageSize: pageSize, policy: cpus.policy, dedicatedCPUs: cpus.dedicatedCPUs
        ).cells()
        topology = cells.map { cells in
            InstanceTopology(
                cells: cells.map { Self.cell($0, cpus, pageSize?.value) }, emulatorThreads: cpus.emulatorThreads)
        }
        self.cpus = cpus
    }

    /// All cells have the same policies and the same page size.
    private static func cell(_ cell: InstanceCell, _ cpus: CPURequest, _ pageSize: Int64?) -> InstanceCell {
        var cell = cell
        cell.pageSizeKibibytes = pageSize
        cell.cpuPolicy = cpus.policy
        cell.threadPolicy = cpus.threadPolicy
        return cell
    }
}

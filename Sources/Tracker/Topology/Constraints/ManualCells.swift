/// Cells whose CPUs and memory are given one by one (NUMA, 2.11).
struct ManualCells {
    /// What a cell may have, in MiB: no machine has more, and less than nothing would be given to others.
    ///
    /// The reference takes a negative amount when the sum is right. Holding it would free memory of the host that
    /// others hold, or that is not there.
    private static let mebibytes: ClosedRange<Int64> = 0...(1 << 42)

    /// What is asked.
    let rule: CellsRule
    /// The CPUs of each cell.
    let cpus: [Stated<CPUSpecification>]
    /// The memory of each cell in MiB.
    let memory: [Stated<Int64>]

    /// The cells in order.
    func cells() throws(ConstraintError) -> [InstanceCell] {
        let count = rule.nodes?.value ?? 1
        try checkLength(cpus.map(\.setting), count)
        try checkLength(memory.map(\.setting), count)
        var used = CPUSpecification()
        for cell in cpus { try take(cell, &used) }
        let left = rule.input.guestCPUs.subtracting(used)
        guard left.isEmpty else {
            throw refusal(.imageNUMATopologyCPUsUnassigned, cpus[0].setting, "leaves the CPUs \(left.text) in no cell")
        }
        try checkMemory()
        return zip(cpus, memory).map { rule.cell($0.value, mebibytes: $1.value) }
    }

    private func checkLength(_ settings: [Setting], _ count: Int64) throws(ConstraintError) {
        guard Int64(settings.count) != count else { return }
        throw rule.incomplete(
            settings[settings.count - 1],
            "it is the last of \(settings.count), and the guest has \(count) cells"
                + (rule.nodes == nil ? ", as hw:numa_nodes is missing" : ""))
    }

    /// The CPUs of one cell, lowest first, against those of the cells before it.
    private func take(_ cell: Stated<CPUSpecification>, _ used: inout CPUSpecification) throws(ConstraintError) {
        if let twice = cell.value.intersection(used).first {
            throw refusal(.imageNUMATopologyCPUDuplicates, cell.setting, "has CPU \(twice), which an earlier cell has")
        }
        if let beyond = cell.value.subtracting(rule.input.guestCPUs).first {
            throw refusal(.imageNUMATopologyCPUOutOfRange, cell.setting, "has CPU \(beyond), which the guest has not")
        }
        used = used.union(cell.value)
    }

    private func checkMemory() throws(ConstraintError) {
        let flavor = rule.input.flavor
        let sum = memory.reduce(Int64(0)) { $0.addingSaturating($1.value) }
        let impossible = memory.first { !Self.mebibytes.contains($0.value) }
        guard sum == flavor.memoryMebibytes, impossible == nil else {
            let setting = (impossible ?? memory[memory.count - 1]).setting
            let allowed = "amounts from 0 on that add up to the flavor's \(flavor.memoryMebibytes) MiB"
            throw ConstraintError(
                .imageNUMATopologyMemoryOutOfRange, setting, allowed: allowed,
                "\(setting.text) makes \(sum) MiB in all; allowed: \(allowed)")
        }
    }

    private func refusal(_ reason: ConstraintError.Reason, _ setting: Setting, _ what: String) -> ConstraintError {
        let allowed = "each of the CPUs \(rule.input.guestCPUs.text) in exactly one cell"
        return ConstraintError(
            reason, setting, allowed: allowed,
            "\(setting.text) \(Setting.shortened(what, to: 128)); allowed: \(allowed)")
    }
}

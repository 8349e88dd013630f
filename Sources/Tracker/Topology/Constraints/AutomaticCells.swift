/// Cells of equal size, when nobody says which CPUs and how much memory each has (NUMA, 2.11).
struct AutomaticCells {
    /// What is asked.
    let rule: CellsRule

    /// The cells, CPUs in order.
    func cells() throws(ConstraintError) -> [InstanceCell] {
        let flavor = rule.input.flavor
        let count = rule.nodes?.value ?? 1
        guard flavor.vcpus % count == 0, flavor.memoryMebibytes % count == 0 else { throw asymmetric(count) }
        guard count <= CellsRule.maximumCells else { throw tooManyCells }
        let size = flavor.vcpus / count
        return (0..<count).map { number in
            rule.cell(
                CPUSpecification(joining: [number * size...(number + 1) * size - 1]),
                mebibytes: flavor.memoryMebibytes / count)
        }
    }

    private func asymmetric(_ count: Int64) -> ConstraintError {
        let flavor = rule.input.flavor
        let setting = rule.nodes?.setting ?? Setting(key: "", value: "")
        let allowed = "a number that divides \(flavor.vcpus) CPUs and \(flavor.memoryMebibytes) MiB"
        return ConstraintError(
            .imageNUMATopologyAsymmetric, setting, allowed: allowed,
            "\(setting.text): the flavor's \(flavor.vcpus) CPUs and \(flavor.memoryMebibytes) MiB cannot be divided "
                + "evenly; allowed: \(allowed), or CPUs and memory given cell by cell")
    }

    private var tooManyCells: ConstraintError {
        let setting = rule.nodes?.setting ?? Setting(key: "", value: "")
        let allowed = "1 to \(CellsRule.maximumCells)"
        return ConstraintError(
            .invalidNUMANodesNumber, setting, allowed: allowed,
            "\(setting.text) is more cells than any host has; allowed: \(allowed)")
    }
}

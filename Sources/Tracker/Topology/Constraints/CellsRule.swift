/// The guest's cells (NUMA, 2.11).
struct CellsRule {
    /// More cells no host may report, so that no guest with more would ever be placed.
    static let maximumCells = 256

    /// More guest CPUs are not counted out one by one.
    static let maximumGuestCPUs = 1 << 20

    /// What is asked.
    let input: FlavorAndImage
    /// How many cells; absent: not said.
    let nodes: Stated<Int64>?
    /// KiB, or −1 small, −2 large, −3 any; absent: not asked for.
    let pageSize: Stated<Int64>?
    /// CPU policy.
    let policy: CPUPolicy?
    /// Dedicated guest CPUs.
    let dedicatedCPUs: CPUSpecification

    /// CPUs and memory of each cell; absent: no cells are needed, and lists of CPUs and memory are not looked at.
    func cells() throws(ConstraintError) -> [InstanceCell]? {
        let isPinned = policy == .dedicated || policy == .mixed
        guard nodes != nil || pageSize != nil || isPinned || hasPersistentMemory else { return nil }
        guard (1...Int64(Self.maximumGuestCPUs)).contains(input.flavor.vcpus) else { throw tooManyCPUs }
        let cpus = try lists("hw:numa_cpus.", "hw_numa_cpus.") { setting throws(ConstraintError) in
            try FlavorAndImage.cpus(setting)
        }
        let memory = try lists("hw:numa_mem.", "hw_numa_mem.", Self.mebibytes)
        switch (cpus.isEmpty, memory.isEmpty) {
        case (true, true): return try AutomaticCells(rule: self).cells()
        case (false, false): return try ManualCells(rule: self, cpus: cpus, memory: memory).cells()
        case (false, true): throw incomplete(cpus[0].setting, "hw:numa_mem.0 is missing")
        case (true, false): throw incomplete(memory[0].setting, "hw:numa_cpus.0 is missing")
        }
    }

    /// One cell, its CPUs divided into shared and dedicated ones.
    func cell(_ cpus: CPUSpecification, mebibytes: Int64) -> InstanceCell {
        let shared = cpus.subtracting(dedicatedCPUs).numbers(limit: Self.maximumGuestCPUs)
        let dedicated = cpus.intersection(dedicatedCPUs).numbers(limit: Self.maximumGuestCPUs)
        precondition(
            shared != nil && dedicated != nil, "CPUs of a cell are the guest's, of which there are not too many")
        return InstanceCell(cpuset: shared ?? [], pcpuset: dedicated ?? [], memoryMebibytes: mebibytes)
    }

    /// Cells that are not described completely.
    func incomplete(_ setting: Setting, _ what: String) -> ConstraintError {
        let allowed = "CPUs and memory for every cell, or for none"
        return ConstraintError(
            .imageNUMATopologyIncomplete, setting, allowed: allowed,
            "\(setting.text) is given, but \(what); give \(allowed)")
    }

    private var hasPersistentMemory: Bool {
        let labels = input.givenExtraSpec("hw:pmem")?.value.unicodeScalars.split(separator: ",") ?? []
        return labels.contains { !DecimalText.trimmed($0).isEmpty }
    }

    private var tooManyCPUs: ConstraintError {
        let allowed = "1 to \(Self.maximumGuestCPUs) CPUs"
        return ConstraintError(
            .invalid, key: "", value: "\(input.flavor.vcpus)", allowed: allowed,
            message: "the flavor has \(input.flavor.vcpus) CPUs; allowed for a guest with cells: \(allowed)")
    }

    private func lists<Value>(
        _ flavorKey: String, _ imageKey: String, _ read: (Setting) throws(ConstraintError) -> Value
    ) throws(ConstraintError) -> [Stated<Value>] {
        let flavor = FlavorAndImage.list(flavorKey, in: input.flavor.extraSpecs)
        let image = FlavorAndImage.list(imageKey, in: input.image)
        var found: [Stated<Value>] = []
        for setting in flavor { found.append(Stated(value: try read(setting), setting: setting)) }
        if let theirs = image.first, let ours = flavor.first {
            throw ConstraintError(
                .imageNUMATopologyForbidden, theirs, allowed: "one of \(ours.key) and \(theirs.key)",
                "\(theirs.text) of the image stands beside \(ours.text) of the flavor; use one of the two")
        }
        for setting in image { found.append(Stated(value: try read(setting), setting: setting)) }
        return found
    }

    private static func mebibytes(_ setting: Setting) throws(ConstraintError) -> Int64 {
        guard let mebibytes = DecimalText.integer(setting.value) else {
            throw ConstraintError(
                .invalid, setting, allowed: "a whole number of MiB",
                "\(setting.text) is no amount of memory; allowed: a whole number of MiB")
        }
        return mebibytes
    }
}

import Tracker

/// What a flavor and an image ask for, for people.
enum TopologyExplanationText {
    /// The cells as a table, then what goes for the guest as a whole.
    static func people(_ explanation: TopologyExplanation) -> String {
        cells(explanation) + "\n" + guest(explanation).rendered()
    }

    /// The rule that is broken, and each part of what it says on a line of its own.
    static func people(_ error: ConstraintError) -> String {
        var fields = FieldList()
        fields.add("key", error.key)
        fields.add("value", error.key.isEmpty ? error.value : "\"\(error.value)\"")
        fields.add("allowed", error.allowed)
        return "\(error.reason.rawValue): \(error.message)\n" + String(fields.rendered().dropLast())
    }

    private static func cells(_ explanation: TopologyExplanation) -> String {
        guard explanation.needsTopology else { return "No topology is needed.\n" }
        var table = TextTable([
            .number("CELL"), .text("SHARED CPUS", minimum: 12), .text("DEDICATED CPUS", minimum: 14),
            .number("MEM MiB"),
        ])
        for cell in explanation.cells {
            table.add([
                String(cell.cell), CPUSpecification(cell.sharedCPUs).text, CPUSpecification(cell.dedicatedCPUs).text,
                String(cell.memoryMebibytes),
            ])
        }
        return table.rendered()
    }

    private static func guest(_ explanation: TopologyExplanation) -> FieldList {
        var fields = FieldList()
        if explanation.needsTopology {
            fields.add("CPU policy", explanation.cpuPolicy ?? "none, which means shared")
            fields.add("thread policy", explanation.threadPolicy ?? "none, which means prefer")
            fields.add("emulator threads", emulatorThreads(explanation.emulatorThreads))
            fields.add("page size", pageSize(explanation.pageSizeKibibytes))
        }
        let placement = explanation.placement
        fields.add(
            "asked of Placement",
            placement.resources.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", "))
        fields.add("required traits", placement.requiredTraits.joined(separator: ", "))
        fields.add("forbidden traits", placement.forbiddenTraits.joined(separator: ", "))
        fields.add("PCI affinity", explanation.pciAffinity ?? "none; each request says so for itself, else legacy")
        fields.add("locked memory", explanation.isMemoryLocked ? "yes" : "no")
        fields.add("memory encryption", explanation.memoryEncryption ?? "no")
        let cpus = explanation.guestCPUs
        fields.add("seen by the guest", "sockets \(cpus.sockets), cores \(cpus.cores), threads \(cpus.threads)")
        return fields
    }

    private static func emulatorThreads(_ policy: String?) -> String {
        switch policy {
        case "isolate": "isolate: one more dedicated host CPU, near cell 0"
        case "share": "share: on the host's CPUs for shared guest CPUs"
        default: "none; they run where the guest does"
        }
    }

    private static func pageSize(_ size: Int64?) -> String {
        switch size {
        case nil: "none; as the host has it"
        case -1: "small: the host cell's smallest"
        case -2: "large: any but the host cell's smallest, the largest first"
        case -3: "any, the largest first"
        case let size?: "\(size) KiB"
        }
    }
}

import Wire

/// What is held on a node.
enum UsageText {
    /// The lines of a usage: used and free of each resource.
    static func lines(_ usage: Berth_Tracker_V1_Usage) -> String {
        var fields = FieldList()
        fields.add("vcpus used", String(usage.vcpusUsed))
        fields.add("memory used", "\(usage.memoryMbUsed) MiB, free \(usage.freeRamMb) MiB")
        fields.add("disk used", "\(usage.localGbUsed) GiB, free \(usage.freeDiskGb) GiB")
        fields.add("instances", String(usage.runningVms))
        return fields.rendered()
    }

    /// One line for each node.
    static func table(_ nodes: [Berth_Tracker_V1_Node]) -> String {
        var table = TextTable([
            .text("HOST", minimum: 12), .text("NODE", minimum: 8), .text("STATE"), .number("VCPU USED/ALL"),
            .number("MEM MiB USED/ALL"), .number("DISK GiB USED/ALL"), .number("VMS"), .number("GEN"),
        ])
        for node in nodes {
            table.add([
                node.host, node.name == node.host ? "" : node.name, node.enabled ? "enabled" : "disabled",
                Amount.used(node.usage.vcpusUsed, of: node.inventory.vcpus),
                Amount.used(node.usage.memoryMbUsed, of: node.inventory.memoryMb),
                Amount.used(node.usage.localGbUsed, of: node.inventory.localGb), String(node.usage.runningVms),
                String(node.generation),
            ])
        }
        return table.rendered()
    }
}

import Wire

/// One node with everything that is known of it.
enum NodeText {
    /// The node, everyone who holds something on it, and its open moves.
    static func people(_ answer: Berth_Tracker_V1_GetNodeResponse) -> String {
        people(answer.node, answer.grants) + "\n"
            + (answer.grants.isEmpty
                ? "Nobody holds anything here.\n" : HolderText.table(answer.grants, names: .instances))
            + MigrationText.section(answer.migrations)
    }

    /// Identity, inventory, usage, NUMA cells with who is on them, and devices.
    static func people(_ node: Berth_Tracker_V1_Node, _ grants: [Berth_Tracker_V1_Grant] = []) -> String {
        var text = identity(node)
        text += "\n" + resources(node)
        if !node.inventory.numaTopology.cells.isEmpty { text += "\n" + NodeDrawing.people(node, grants) }
        if !node.inventory.pciDevices.isEmpty { text += "\n" + devices(node, grants) }
        return text
    }

    private static func identity(_ node: Berth_Tracker_V1_Node) -> String {
        var fields = FieldList()
        fields.add("host", node.host)
        fields.add("node", node.name)
        fields.add("uuid", node.uuid)
        fields.add("state", node.enabled ? "enabled" : "disabled: \(node.disableReason)")
        fields.add("cpu", node.inventory.cpuInfo)
        fields.add("generation", String(node.generation))
        if node.hasUpdateTime { fields.add("updated", RFC3339.format(node.updateTime) ?? "") }
        fields.add("instances", String(node.usage.runningVms))
        if node.orphanMemoryMb > 0 { fields.add("unknown guests", "\(node.orphanMemoryMb) MiB held for them") }
        return fields.rendered()
    }

    private static func resources(_ node: Berth_Tracker_V1_Node) -> String {
        let (inventory, usage, ratios) = (node.inventory, node.usage, node.ratios)
        var table = TextTable([
            .text("RESOURCE", minimum: 8), .number("TOTAL"), .number("RESERVED"), .number("RATIO"), .number("USED"),
            .number("FREE"),
        ])
        table.add([
            "VCPU", String(inventory.vcpus), String(inventory.reserved.vcpus), Amount.ratio(ratios.cpu, ratios.hasCpu),
            String(usage.vcpusUsed),
            Amount.text(Double(inventory.vcpus) * (ratios.hasCpu ? ratios.cpu : 1) - Double(usage.vcpusUsed)),
        ])
        table.add([
            "MEMORY MiB", String(inventory.memoryMb), String(inventory.reserved.memoryMb),
            Amount.ratio(ratios.ram, ratios.hasRam), String(usage.memoryMbUsed), String(usage.freeRamMb),
        ])
        table.add([
            "DISK GiB", String(inventory.localGb), Amount.text(Double(inventory.reserved.diskMb) / 1024),
            Amount.ratio(ratios.disk, ratios.hasDisk), String(usage.localGbUsed), String(usage.freeDiskGb),
        ])
        return table.rendered()
    }

    /// Free devices by pool: a host can have hundreds that are alike.
    private static func devices(_ node: Berth_Tracker_V1_Node, _ grants: [Berth_Tracker_V1_Grant]) -> String {
        var answer = Berth_Tracker_V1_GetNodeResponse()
        answer.node = node
        answer.grants = grants
        return "Devices, free ones by pool:\n" + DeviceListText.people(NodeDevices(answer), all: false)
    }
}

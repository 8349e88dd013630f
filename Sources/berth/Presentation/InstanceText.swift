import Wire

/// One instance and what it holds.
enum InstanceText {
    /// Identity, state, flavor, what it holds on which node and why, and its open moves.
    static func people(_ answer: Berth_Tracker_V1_GetInstanceResponse) -> String {
        let instance = answer.instance
        var fields = FieldList()
        fields.add("uuid", instance.uuid)
        fields.add("project", instance.projectID)
        fields.add("user", instance.userID)
        fields.add("host", instance.host)
        fields.add("node", instance.node)
        fields.add("vm state", instance.vmState)
        fields.add("task state", instance.taskState)
        if instance.hasFlavor { fields.add("flavor", flavor(instance.flavor)) }
        if instance.hasUpdateTime { fields.add("updated", RFC3339.format(instance.updateTime) ?? "") }
        let grants =
            answer.grants.isEmpty
            ? "Holds nothing.\n"
            : HolderText.table(answer.grants, names: .nodes) + PlacementText.section(answer.grants)
                + DeviceGrantText.section(answer.grants) + DeviceCountText.people(answer)
        return fields.rendered() + "\n" + grants + MigrationText.section(answer.migrations)
    }

    /// A size on one line.
    static func flavor(_ flavor: Berth_Tracker_V1_Flavor) -> String {
        let name = flavor.name.isEmpty ? "" : "\(flavor.name): "
        return name + "\(flavor.vcpus) VCPU, \(flavor.memoryMb) MiB, root \(flavor.rootGb) GiB, "
            + "ephemeral \(flavor.ephemeralGb) GiB, swap \(flavor.swapMb) MiB"
    }
}

import Tracker
import Wire

extension Validator {
    /// Checks an instance in a claim or an update.
    ///
    /// - Parameter flavorRequired: whether it has to say its size.
    mutating func instance(_ instance: Berth_Tracker_V1_Instance, flavorRequired: Bool) {
        check(instance.uuid, "uuid", Rules.uuid)
        check(instance.projectID, "project_id", Rules.line)
        check(instance.userID, "user_id", Rules.line)
        if instance.hasFlavor {
            within("flavor") { $0.flavor(instance.flavor) }
        } else if flavorRequired {
            refuse("flavor", "must be given")
        }
        map(instance.imageProperties, "image_properties", Rules.texts)
        check(instance.vmState, "vm_state", Rules.vmState.orEmpty)
        check(instance.taskState, "task_state", Rules.taskState.orEmpty)
        check(instance.osType, "os_type", Rules.line)
        pciRequests(instance.pciRequests)
        check(instance.host, "host", Rules.line)
        check(instance.node, "node", Rules.line)
        if instance.hasNumaTopology { within("numa_topology") { $0.guestTopology(instance.numaTopology) } }
        if instance.hasUpdateTime { timestamp(instance.updateTime, "update_time") }
    }

    mutating func flavor(_ flavor: Berth_Tracker_V1_Flavor) {
        check(flavor.id, "id", Rules.line)
        check(flavor.name, "name", Rules.line)
        check(flavor.vcpus, "vcpus", Rules.guestVCPUs)
        check(flavor.memoryMb, "memory_mb", Rules.mebibytes)
        check(flavor.rootGb, "root_gb", Rules.diskGibibytes)
        check(flavor.ephemeralGb, "ephemeral_gb", Rules.diskGibibytes)
        check(flavor.swapMb, "swap_mb", Rules.diskMebibytes)
        map(flavor.extraSpecs, "extra_specs", Rules.texts)
    }
}

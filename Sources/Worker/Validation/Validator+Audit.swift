import Tracker
import Wire

extension Validator {
    /// Checks a grant as the cloud's database has it.
    mutating func recorded(_ grant: Berth_Tracker_V1_Grant) {
        check(grant.instanceUuid, "instance_uuid", Rules.uuid)
        check(grant.migrationUuid, "migration_uuid", Rules.uuid.orEmpty)
        check(grant.host, "host", Rules.host)
        check(grant.node, "node", Rules.name)
        if grant.side == .unspecified { refuse("side", "must be given") }
        check(grant.vcpus, "vcpus", Rules.vcpus)
        check(grant.memoryMb, "memory_mb", Rules.mebibytes)
        check(grant.diskMb, "disk_mb", Rules.diskMebibytes)
        if grant.hasNumaTopology { within("numa_topology") { $0.guestTopology(grant.numaTopology) } }
        resourcePools(grant.resources, "resources")
        recordedDevices(grant.pciDevices)
        pciRequests(grant.pciRequests)
        check(grant.projectID, "project_id", Rules.line)
        check(grant.flavorID, "flavor_id", Rules.line)
        check(grant.claimRequestID, "claim_request_id", Rules.requestKey.orEmpty)
    }

    /// Checks a guest that the hypervisor runs.
    mutating func guest(_ guest: Berth_Tracker_V1_Guest) {
        check(guest.instanceUuid, "instance_uuid", Rules.uuid)
        check(guest.name, "name", Rules.line)
        check(guest.memoryMb, "memory_mb", Rules.mebibytes)
    }

    /// Checks who holds an allocation.
    mutating func consumer(_ consumer: Berth_Tracker_V1_Consumer) {
        check(consumer.uuid, "uuid", Rules.uuid)
        check(consumer.host, "host", Rules.line)
        check(consumer.node, "node", Rules.line)
        check(consumer.taskState, "task_state", Rules.line)
    }
}

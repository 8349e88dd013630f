import SwiftProtobuf
import Wire

extension Validator {
    /// Checks a scheduler's limits.
    mutating func limits(_ limits: Berth_Tracker_V1_Limits) {
        check(limits.memoryMb, "memory_mb", Rules.limit)
        check(limits.diskGb, "disk_gb", Rules.limit)
        check(limits.vcpus, "vcpus", Rules.limit)
        check(limits.numaCpuRatio, "numa_cpu_ratio", Rules.ratio)
        check(limits.numaRamRatio, "numa_ram_ratio", Rules.ratio)
        within("network") { $0.network(limits.network) }
    }

    /// Checks Placement allocations: a provider once.
    mutating func allocations(_ allocations: [Berth_Tracker_V1_Allocation]) {
        var seen = FirstPlaces<String>()
        var index = 0
        each(allocations, "allocations", Rules.allocations) { validator, allocation in
            validator.check(allocation.providerUuid, "provider_uuid", Rules.uuid)
            validator.map(allocation.resources, "resources", Rules.amounts)
            if let first = seen.place(allocation.providerUuid.lowercased(), index) {
                validator.refuse("provider_uuid", "must be unique, entry \(first) has it too")
            }
            index += 1
        }
    }

    /// Checks the length of a lease.
    mutating func lease(_ lease: Google_Protobuf_Duration) {
        guard let length = try? nanoseconds(of: lease) else {
            return refuse("lease", "must be a duration: nanos below a second, with the sign of the seconds")
        }
        check(length, "lease", Rules.leaseNanoseconds)
    }
}

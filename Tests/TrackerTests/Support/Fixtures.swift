import Tracker

/// The fixture of the conformance scenarios: one host, one node, two flavors, one instance.
enum Fixture {
    static let host = "H"
    static let node = NodeIdentifier(host: host, name: "N")
    static let nodeUUID = "00000000-0000-4000-8000-0000000000aa"

    /// 128 MiB, 1 VCPU, 1 GiB root.
    static let small = Flavor(id: "F1", name: "small", vcpus: 1, memoryMebibytes: 128, rootGibibytes: 1)
    /// 256 MiB, 2 VCPU, 5 GiB root.
    static let large = Flavor(id: "F2", name: "large", vcpus: 2, memoryMebibytes: 256, rootGibibytes: 5)

    /// 4 VCPU, 512 MiB, 6 GiB, nothing reserved.
    static func inventory(
        vcpus: Int64 = 4, memory: Int64 = 512, disk: Int64 = 6,
        reserved: ReservedReport = ReservedReport(vcpus: 0, memoryMebibytes: 0, diskMebibytes: 0),
        ratios: AllocationRatiosReport = AllocationRatiosReport(),
        pools: [ResourcePool] = []
    ) -> Inventory {
        Inventory(
            vcpus: vcpus, memoryMebibytes: memory, localGibibytes: disk, reserved: reserved, ratios: ratios,
            resourcePools: pools)
    }

    /// A UUID that ends in a number.
    static func uuid(_ number: Int) -> String {
        let digits = String(number)
        return "00000000-0000-4000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
    }

    /// An instance of project `p` with Linux; active unless said otherwise.
    static func instance(
        _ number: Int = 1, _ flavor: Flavor = small, vmState: VMState? = .active, taskState: TaskState? = nil,
        isVolumeBacked: Bool? = nil
    ) -> Instance {
        Instance(
            uuid: uuid(number), projectID: "p", userID: "u", flavor: flavor, isVolumeBacked: isVolumeBacked,
            vmState: vmState, taskState: taskState, osType: "linux")
    }

    /// A pool with one named unit per identifier.
    static func pool(_ resourceClass: String, _ identifiers: [String], provider: String = "provider") -> ResourcePool {
        ResourcePool(
            providerUUID: provider, resourceClass: resourceClass,
            units: identifiers.map { ResourceUnit(identifier: $0) })
    }
}

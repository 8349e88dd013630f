import Testing
import Tracker

@Suite("Conformance scenarios: state changes and statistics")
struct UpdateScenarioTests {
    /// Room for a dozen instances.
    private static let roomy = Fixture.inventory(vcpus: 64, memory: 65536, disk: 640)

    @Test("Scenario 15: an offloaded instance gives everything back, and its counters stay at 0")
    func offloaded() throws {
        let pools = [Fixture.pool("CUSTOM_R0", ["a"]), Fixture.pool("CUSTOM_R1", ["b", "c"])]
        var shard = try Shard(inventory: Fixture.inventory(pools: pools))
        let allocations = [Allocation(providerUUID: "provider", resources: ["CUSTOM_R0": 1, "CUSTOM_R1": 2])]
        let grant = try shard.claim(Fixture.instance(), allocations: allocations)
        #expect(grant.resources == pools)

        let updated = try shard.update(Fixture.instance(vmState: .shelvedOffloaded))
        #expect(updated == (tracked: true, released: true))
        #expect(shard.usage == "used 0/0/0, free 512/6")
        #expect(
            shard.stats == [
                "num_instances": 0, "num_vm_active": 0, "num_task_None": 0, "num_os_type_linux": 0, "num_proj_p": 0,
                "io_workload": 0, "failed_builds": 0,
            ])
        #expect(try shard.claim(Fixture.instance(2), allocations: allocations).resources == pools)
    }

    @Test("Scenario 16: an instance that is being unshelved is held")
    func unshelving() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        try shard.claim(Fixture.instance())
        try shard.update(Fixture.instance(vmState: .shelvedOffloaded, taskState: .spawning))
        #expect(shard.usage == "used 128/1/1, free 384/5")
        #expect(shard.stats["num_instances"] == 1)
    }

    @Test("Scenario 16: a soft-deleted instance is held until it is deleted")
    func softDeleted() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        try shard.claim(Fixture.instance())
        try shard.update(Fixture.instance(vmState: .softDelete))
        #expect(shard.usage == "used 128/1/1, free 384/5")
        try shard.update(Fixture.instance(vmState: .deleted))
        #expect(shard.usage == "used 0/0/0, free 512/6")
    }

    @Test("Scenario 50: building instances and those with a heavy task add up to the I/O workload")
    func ioWorkload() throws {
        var shard = try Shard(inventory: Self.roomy)
        let vmStates: [VMState] = [.active, .building, .paused]
        let taskStates: [TaskState] = [
            .resizeMigrating, .rebuilding, .resizePrep, .imageSnapshot, .imageBackup, .rescuing, .unshelving, .shelving,
        ]
        for (index, state) in vmStates.enumerated() {
            try shard.claim(Fixture.instance(index, vmState: state))
        }
        for (index, state) in taskStates.enumerated() {
            try shard.claim(Fixture.instance(100 + index, taskState: state))
        }
        #expect(shard.stats["io_workload"] == 8)
    }

    @Test("Scenario 51: instances are counted by system, project and task; tasks in progress are the workload")
    func statistics() throws {
        var shard = try Shard(inventory: Self.roomy)
        let guests: [(String, String, TaskState?)] = [
            ("Linux", "1234", nil), ("Linux", "1234", .scheduling), ("Linux", "2345", .scheduling),
            ("Linux", "2345", .rescuing), ("FreeBSD", "2345", .unshelving),
        ]
        for (index, guest) in guests.enumerated() {
            var instance = Fixture.instance(index, taskState: guest.2)
            instance.osType = guest.0
            instance.projectID = guest.1
            try shard.claim(instance)
        }
        let expected: [String: Int64] = [
            "num_instances": 5, "num_vm_active": 5, "num_os_type_Linux": 4, "num_os_type_FreeBSD": 1,
            "num_proj_1234": 2, "num_proj_2345": 3, "num_task_None": 1, "num_task_scheduling": 2,
            "num_task_rescuing": 1, "num_task_unshelving": 1, "io_workload": 2, "failed_builds": 0,
        ]
        #expect(shard.stats == expected)
        #expect(shard.state.usage(of: Fixture.node)?.currentWorkload == 4)
    }
}

import Testing
import Tracker

@Suite("What a guest's state and task say together")
struct RemovalRuleTests {
    private static let tasks: [TaskState?] = [nil] + TaskState.allCases

    /// State, tasks of which it is removable; every other state is always held.
    private static func isRemovable(_ vmState: VMState?, _ taskState: TaskState?) -> Bool {
        let row = (vmState?.rawValue ?? "none", taskState?.rawValue ?? "none")
        return row.0 == "deleted" || (row.0 == "shelved_offloaded" && row.1 != "spawning")
    }

    @Test("An update releases what is held for exactly the removable pairs of state and task")
    func everyPair() throws {
        var released = 0
        for vmState in [nil] + VMState.allCases {
            for taskState in Self.tasks {
                let expected = Self.isRemovable(vmState, taskState)
                var shard = try Shard(inventory: Fixture.inventory())
                try shard.claim(Fixture.instance())
                let outcome = try shard.update(Fixture.instance(vmState: vmState, taskState: taskState))
                #expect(outcome == (tracked: true, released: expected), "\(String(describing: (vmState, taskState)))")
                #expect(shard.state.instanceCount == (expected ? 0 : 1))
                #expect(Fixture.instance(vmState: vmState, taskState: taskState).isRemovable == expected)
                if expected { released += 1 }
            }
        }
        // Deleted with any of the tasks, offloaded with any but one.
        #expect(released == 2 * Self.tasks.count - 1)
    }

    @Test("A claim for an instance that may hold nothing is refused")
    func claims() throws {
        for vmState in [nil] + VMState.allCases {
            for taskState in [nil, TaskState.spawning, .deleting] {
                var shard = try Shard(inventory: Fixture.inventory())
                let instance = Fixture.instance(vmState: vmState, taskState: taskState)
                let outcome = shard.run(.claimInstance(ClaimInstance(node: Fixture.node, instance: instance)))
                let isRefused = (try? outcome.get()) == nil
                #expect(isRefused == Self.isRemovable(vmState, taskState))
            }
        }
        var shard = try Shard(inventory: Fixture.inventory())
        var deleted = Fixture.instance()
        deleted.isDeleted = true
        let refusal = try shard.refusal(.claimInstance(ClaimInstance(node: Fixture.node, instance: deleted)))
        #expect(refusal.reason == "INSTANCE_REMOVABLE")
    }

    @Test("An instance is in a resize state when it is resized, or up and resizing or rebuilding")
    func resizeState() {
        let tasks: Set<String> = [
            "resize_prep", "resize_migrating", "resize_migrated", "resize_finish", "rebuilding",
            "rebuild_block_device_mapping", "rebuild_spawning",
        ]
        for vmState in [nil] + VMState.allCases {
            for taskState in Self.tasks {
                let isUp = vmState == .active || vmState == .stopped
                let expected = vmState == .resized || (isUp && tasks.contains(taskState?.rawValue ?? ""))
                #expect(Fixture.instance(vmState: vmState, taskState: taskState).isInResizeState == expected)
            }
        }
    }

    @Test("Scenario 39: a resized instance stays in a resize state whatever its task, an active one does not")
    func suspending() {
        #expect(Fixture.instance(vmState: .resized, taskState: .suspending).isInResizeState)
        #expect(!Fixture.instance(vmState: .active, taskState: .suspending).isInResizeState)
    }

    @Test("Only active and paused guests migrate live")
    func liveMigrating() {
        for vmState in [nil] + VMState.allCases {
            for taskState in Self.tasks {
                let expected = taskState == .migrating && (vmState == .active || vmState == .paused)
                #expect(Fixture.instance(vmState: vmState, taskState: taskState).isLiveMigrating == expected)
            }
        }
    }
}

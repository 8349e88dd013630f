import Testing
import Tracker

@Suite("What flavor and image ask for: the first broken rule is reported (NUMA, 2.1)")
struct ConstraintOrderTests {
    /// A way to break each step of the evaluation, in its order; none of them breaks another step.
    private static let steps: [(flavor: [String: String], image: [String: String], reason: String)] = [
        ([:], ["cpu_max_cores": "x"], "InvalidRequest"),
        (["cpu_policy": "foo"], [:], "InvalidCPUAllocationPolicy"),
        (["cpu_thread_policy": "foo"], [:], "InvalidCPUThreadAllocationPolicy"),
        (["cpu_realtime": "1", "cpu_realtime_mask": "^0-9"], [:], "RealtimeMaskNotFoundOrInvalid"),
        (["cpu_dedicated_mask": "0-9"], [:], "InvalidMixedInstanceDedicatedMask"),
        (["emulator_threads_policy": "foo"], [:], "InvalidEmulatorThreadsPolicy"),
        (["resources:PCPU": "9"], [:], "InvalidRequest"),
        ([:], ["trait:HW_CPU_HYPERTHREADING": "required"], "CPUThreadPolicyConfigurationInvalid"),
        (["numa_nodes": "x"], [:], "InvalidNUMANodesNumber"),
        (["mem_page_size": "foo"], [:], "MemoryPageSizeInvalid"),
        ([:], ["locked_memory": "1"], "LockMemoryForbidden"),
        (["mem_encryption": "1"], [:], "FlavorImageConflict"),
        (["pmem": "a", "numa_cpus.0": "x"], [:], "Invalid"),
    ]

    private static let pairs = steps.indices.flatMap { first in
        steps.indices.filter { $0 > first }.map { (first, $0) }
    }

    @Test("Of two broken rules the earlier one is reported", arguments: pairs)
    func pair(earlier: Int, later: Int) {
        let (first, second) = (Self.steps[earlier], Self.steps[later])
        let both = ConstraintCase(
            "", flavor: first.flavor.merging(second.flavor) { one, _ in one },
            image: first.image.merging(second.image) { one, _ in one }, first.reason)
        #expect(both.answer() == first.reason)
    }

    @Test(
        "Within a rule, the specified check comes first",
        arguments: [
            ConstraintCase(
                "bad image property before bad flavor policy", flavor: ["cpu_policy": "foo"],
                image: ["cpu_policy": "foo"], "InvalidRequest"),
            ConstraintCase(
                "bad image list, though no cells are asked for", image: ["numa_cpus.0": "x"], "Invalid"),
            ConstraintCase(
                "empty realtime set before bad emulator policy",
                flavor: ["cpu_realtime": "1", "cpu_realtime_mask": "^0-3", "emulator_threads_policy": "foo"],
                "RealtimeMaskNotFoundOrInvalid"),
            ConstraintCase(
                "bad emulator policy before a realtime set beyond the guest",
                flavor: ["cpu_realtime": "1", "cpu_realtime_mask": "7", "emulator_threads_policy": "foo"],
                "InvalidEmulatorThreadsPolicy"),
            ConstraintCase(
                "bad mask before its policy", flavor: ["cpu_policy": "shared", "cpu_dedicated_mask": "9"],
                "InvalidMixedInstanceDedicatedMask"),
            ConstraintCase(
                "policy before two kinds of named CPUs",
                flavor: ["cpu_policy": "shared", "resources:PCPU": "4", "resources:VCPU": "4"], "InvalidRequest"),
            ConstraintCase(
                "shared: thread policy before emulator",
                flavor: ["cpu_thread_policy": "prefer", "emulator_threads_policy": "isolate"],
                "CPUThreadPolicyConfigurationInvalid"),
            ConstraintCase(
                "shared: emulator before mask",
                flavor: ["emulator_threads_policy": "isolate", "cpu_dedicated_mask": "1"],
                "BadRequirementEmulatorThreadsPolicy"),
            ConstraintCase(
                "shared: mask before realtime",
                flavor: ["cpu_dedicated_mask": "1", "cpu_realtime": "1", "cpu_realtime_mask": "1"],
                "RequiredMixedInstancePolicy"),
            ConstraintCase(
                "a page size of the flavor that is none before the conflict", flavor: ["mem_page_size": "foo"],
                image: ["mem_page_size": "4"], "MemoryPageSizeInvalid"),
            ConstraintCase(
                "locked memory conflict before the missing page size", flavor: ["locked_memory": "1"],
                image: ["locked_memory": "0"], "FlavorImageLockedMemoryConflict"),
            ConstraintCase(
                "conflict of CPUs before that of memory", flavor: ["pmem": "a", "numa_cpus.0": "0", "numa_mem.0": "1"],
                image: ["numa_cpus.0": "0", "numa_mem.0": "1"], "ImageNUMATopologyForbidden"),
            ConstraintCase(
                "conflict of CPUs before memory that is no number",
                flavor: ["pmem": "a", "numa_cpus.0": "0", "numa_mem.0": "x"], image: ["numa_cpus.0": "0"],
                "ImageNUMATopologyForbidden"),
            ConstraintCase(
                "a CPU twice before one beyond, as it is lower",
                flavor: [
                    "numa_nodes": "2", "numa_cpus.0": "0-3", "numa_cpus.1": "9,3", "numa_mem.0": "0",
                    "numa_mem.1": "0",
                ], "ImageNUMATopologyCPUDuplicates"),
            ConstraintCase(
                "the first cell before the second",
                flavor: [
                    "numa_nodes": "2", "numa_cpus.0": "0-4", "numa_cpus.1": "0", "numa_mem.0": "0", "numa_mem.1": "0",
                ], "ImageNUMATopologyCPUOutOfRange"),
            ConstraintCase(
                "unassigned CPUs before memory", flavor: ["pmem": "a", "numa_cpus.0": "0", "numa_mem.0": "0"],
                "ImageNUMATopologyCPUsUnassigned"),
        ])
    func within(_ ask: ConstraintCase) {
        #expect(ask.answer() == ask.expected)
    }
}

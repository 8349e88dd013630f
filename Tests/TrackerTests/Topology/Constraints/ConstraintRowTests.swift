import Testing
import Tracker

@Suite("What flavor and image ask for: the specified edge cases (NUMA, 6, rows 1 to 36)")
struct ConstraintRowTests {
    @Test("Row by row, the specified answer", arguments: cells + policies + masks + resources + memory)
    func row(_ row: ConstraintCase) {
        #expect(row.answer() == row.expected)
    }

    private static let manual = [
        "numa_nodes": "3", "numa_cpus.0": "0-3", "numa_cpus.1": "4,6", "numa_cpus.2": "5,7", "numa_mem.0": "1024",
        "numa_mem.1": "512", "numa_mem.2": "512",
    ]

    private static func two(_ settings: [String: String]) -> [String: String] {
        settings.merging(["numa_nodes": "2"]) { $1 }
    }

    static let cells: [ConstraintCase] = [
        ConstraintCase("1: no keys", "none"),
        ConstraintCase("2: two cells", vcpus: 8, flavor: ["numa_nodes": "2"], "[0-3|] 1024 [4-7|] 1024"),
        ConstraintCase("3: three cells", vcpus: 8, flavor: ["numa_nodes": "3"], "ImageNUMATopologyAsymmetric"),
        ConstraintCase("4: 0 cells", flavor: ["numa_nodes": "0"], "InvalidNUMANodesNumber"),
        ConstraintCase("4: -1 cells", flavor: ["numa_nodes": "-1"], "InvalidNUMANodesNumber"),
        ConstraintCase("4: x cells", flavor: ["numa_nodes": "x"], "InvalidNUMANodesNumber"),
        ConstraintCase(
            "5: cells in both", flavor: ["numa_nodes": "2"], image: ["numa_nodes": "4"], "ImageNUMATopologyForbidden"),
        ConstraintCase("6: by hand, flavor", vcpus: 8, flavor: manual, "[0-3|] 1024 [4,6|] 512 [5,7|] 512"),
        ConstraintCase("6: by hand, image", vcpus: 8, image: manual, "[0-3|] 1024 [4,6|] 512 [5,7|] 512"),
        ConstraintCase(
            "7: a CPU beyond", flavor: ["numa_nodes": "1", "numa_cpus.0": "0-16", "numa_mem.0": "2048"],
            "ImageNUMATopologyCPUOutOfRange"),
        ConstraintCase(
            "8: CPUs twice", vcpus: 8,
            flavor: two(["numa_cpus.0": "0-7", "numa_cpus.1": "0-7", "numa_mem.0": "1024", "numa_mem.1": "1024"]),
            "ImageNUMATopologyCPUDuplicates"),
        ConstraintCase(
            "9: CPUs in no cell", vcpus: 8,
            flavor: two(["numa_cpus.0": "0-2", "numa_cpus.1": "3-4", "numa_mem.0": "1024", "numa_mem.1": "1024"]),
            "ImageNUMATopologyCPUsUnassigned"),
        ConstraintCase(
            "10: 1024 of 2048 MiB",
            flavor: two(["numa_cpus.0": "0-1", "numa_cpus.1": "2-3", "numa_mem.0": "512", "numa_mem.1": "512"]),
            "ImageNUMATopologyMemoryOutOfRange"),
        ConstraintCase(
            "10: 3152 of 2048 MiB",
            flavor: two(["numa_cpus.0": "0-1", "numa_cpus.1": "2-3", "numa_mem.0": "1576", "numa_mem.1": "1576"]),
            "ImageNUMATopologyMemoryOutOfRange"),
        ConstraintCase(
            "11: cpus.0 and mem.1", flavor: two(["numa_cpus.0": "0-3", "numa_mem.1": "2048"]),
            "ImageNUMATopologyIncomplete"),
        ConstraintCase(
            "11: cpus.0, cpus.1 and mem.0",
            flavor: two(["numa_cpus.0": "0-1", "numa_cpus.1": "2-3", "numa_mem.0": "2048"]),
            "ImageNUMATopologyIncomplete"),
        ConstraintCase(
            "11: cpus.0, mem.0 and mem.1",
            flavor: two(["numa_cpus.0": "0-3", "numa_mem.0": "1024", "numa_mem.1": "1024"]),
            "ImageNUMATopologyIncomplete"),
        ConstraintCase("12: a page size", flavor: ["mem_page_size": "2048"], "[0-3|] 2048, pages 2048"),
        ConstraintCase("13: persistent memory", flavor: ["pmem": "2GB"], "[0-3|] 2048"),
    ]

    static let policies: [ConstraintCase] = [
        ConstraintCase("14: dedicated", flavor: ["cpu_policy": "dedicated"], "[|0-3] 2048, dedicated"),
        ConstraintCase(
            "15: two dedicated cells", flavor: ["numa_nodes": "2"], image: ["cpu_policy": "dedicated"],
            "[|0-1] 1024 [|2-3] 1024, dedicated"),
        ConstraintCase(
            "16: shared, image dedicated", flavor: ["cpu_policy": "shared"], image: ["cpu_policy": "dedicated"],
            "ImageCPUPinningForbidden"),
        ConstraintCase("28: emulator foo", flavor: ["emulator_threads_policy": "foo"], "InvalidEmulatorThreadsPolicy"),
        ConstraintCase(
            "28: emulator isolate, not pinned", flavor: ["emulator_threads_policy": "isolate"],
            "BadRequirementEmulatorThreadsPolicy"),
        ConstraintCase(
            "29: threads isolate, image require", flavor: ["cpu_policy": "dedicated", "cpu_thread_policy": "isolate"],
            image: ["cpu_thread_policy": "require"], "ImageCPUThreadPolicyForbidden"),
        ConstraintCase(
            "30: shared with threads isolate", flavor: ["cpu_policy": "shared", "cpu_thread_policy": "isolate"],
            "CPUThreadPolicyConfigurationInvalid"),
    ]

    private static func mixed(_ settings: [String: String]) -> [String: String] {
        settings.merging(["cpu_policy": "mixed"]) { $1 }
    }

    static let masks: [ConstraintCase] = [
        ConstraintCase(
            "17: mask 3,7", vcpus: 8, flavor: mixed(["cpu_dedicated_mask": "3,7", "numa_nodes": "2"]),
            "[0-2|3] 1024 [4-6|7] 1024, mixed"),
        ConstraintCase(
            "18: mask ^3-5", vcpus: 8, flavor: mixed(["cpu_dedicated_mask": "^3-5", "numa_nodes": "2"]),
            "[3|0-2] 1024 [4-5|6-7] 1024, mixed"),
        ConstraintCase(
            "19: a cell without dedicated CPU", vcpus: 8,
            flavor: mixed([
                "cpu_dedicated_mask": "7", "numa_nodes": "2", "numa_cpus.0": "0-1", "numa_cpus.1": "2-7",
                "numa_mem.0": "1024", "numa_mem.1": "1024",
            ]), "[0-1|] 1024 [2-6|7] 1024, mixed"),
        ConstraintCase(
            "20: mask 0-3", flavor: mixed(["cpu_dedicated_mask": "0-3"]), "InvalidMixedInstanceDedicatedMask"),
        ConstraintCase(
            "20: mask 0-3,4", flavor: mixed(["cpu_dedicated_mask": "0-3,4"]), "InvalidMixedInstanceDedicatedMask"),
        ConstraintCase(
            "21: mask, shared", flavor: ["cpu_policy": "shared", "cpu_dedicated_mask": "0"],
            "RequiredMixedInstancePolicy"),
        ConstraintCase(
            "21: mask, dedicated", flavor: ["cpu_policy": "dedicated", "cpu_dedicated_mask": "0"],
            "RequiredMixedInstancePolicy"),
        ConstraintCase("21: mask, no policy", flavor: ["cpu_dedicated_mask": "0"], "RequiredMixedInstancePolicy"),
        ConstraintCase("22: mixed without mask", flavor: mixed([:]), "RequiredMixedOrRealtimeCPUMask"),
        ConstraintCase(
            "22: mixed with two masks",
            flavor: mixed(["cpu_dedicated_mask": "0", "cpu_realtime": "true", "cpu_realtime_mask": "1"]),
            "RequiredMixedOrRealtimeCPUMask"),
        ConstraintCase(
            "23: mixed in real time", vcpus: 6, flavor: mixed(["cpu_realtime": "yes", "cpu_realtime_mask": "^0-2"]),
            "[0-2|3-5] 2048, mixed"),
        ConstraintCase(
            "24: shared in real time",
            flavor: ["cpu_policy": "shared", "cpu_realtime": "yes", "cpu_realtime_mask": "0-3,^0"],
            "RealtimeConfigurationInvalid"),
        ConstraintCase(
            "25: all in real time", flavor: ["cpu_policy": "dedicated", "cpu_realtime": "yes"],
            "RealtimeMaskNotFoundOrInvalid"),
        // The realtime set itself is seen through `mixed`, whose dedicated CPUs it is.
        ConstraintCase(
            "26: the image's mask wins", vcpus: 3, flavor: mixed(["cpu_realtime": "yes", "cpu_realtime_mask": "^1"]),
            image: ["cpu_realtime_mask": "^0-1"], "[0-1|2] 2048, mixed"),
        ConstraintCase("27: blank ^1", vcpus: 3, flavor: realtime(" ^1"), "[1|0,2] 2048, mixed"),
        ConstraintCase("27: 1-2,^1", vcpus: 3, flavor: realtime("1-2,^1"), "[0-1|2] 2048, mixed"),
        ConstraintCase("27: ^0-2", vcpus: 3, flavor: realtime("^0-2"), "RealtimeMaskNotFoundOrInvalid"),
        ConstraintCase("27: 0-3,^0", vcpus: 3, flavor: realtime("0-3,^0"), "RealtimeMaskNotFoundOrInvalid"),
    ]

    private static func realtime(_ mask: String) -> [String: String] {
        mixed(["cpu_realtime": "1", "cpu_realtime_mask": mask])
    }

    private static let trait = "trait:HW_CPU_HYPERTHREADING"

    static let resources: [ConstraintCase] = [
        ConstraintCase("31: PCPU=4", flavor: ["resources:PCPU": "4"], "[|0-3] 2048, dedicated"),
        ConstraintCase(
            "31: PCPU=4, hyperthreading forbidden", flavor: ["resources:PCPU": "4", trait: "forbidden"],
            "[|0-3] 2048, dedicated, threads isolate"),
        ConstraintCase(
            "32: PCPU and a policy", flavor: ["resources:PCPU": "4", "cpu_policy": "dedicated"], "InvalidRequest"),
        ConstraintCase("32: PCPU and VCPU", flavor: ["resources:PCPU": "2", "resources:VCPU": "2"], "InvalidRequest"),
        ConstraintCase("32: PCPU=5", flavor: ["resources:PCPU": "5"], "InvalidRequest"),
        ConstraintCase(
            "32: PCPU=4, emulator isolate", flavor: ["resources:PCPU": "4", "emulator_threads_policy": "isolate"],
            "InvalidRequest"),
        ConstraintCase(
            "33: thread policy and trait in the flavor",
            flavor: ["cpu_policy": "dedicated", "cpu_thread_policy": "require", trait: "required"], "InvalidRequest"),
        ConstraintCase(
            "33: thread policy and trait in the image",
            flavor: ["cpu_policy": "dedicated", "cpu_thread_policy": "require"], image: [trait: "required"],
            "InvalidRequest"),
    ]

    static let memory: [ConstraintCase] = [
        ConstraintCase("34: 2048KB", flavor: ["mem_page_size": "2048KB"], "[0-3|] 2048, pages 2048"),
        ConstraintCase("34: 2MB", flavor: ["mem_page_size": "2MB"], "[0-3|] 2048, pages 2048"),
        ConstraintCase("34: 1GB", flavor: ["mem_page_size": "1GB"], "[0-3|] 2048, pages 1048576"),
        ConstraintCase("34: 2M", flavor: ["mem_page_size": "2M"], "MemoryPageSizeInvalid"),
        ConstraintCase("34: -42", flavor: ["mem_page_size": "-42"], "MemoryPageSizeInvalid"),
        ConstraintCase("34: foo", flavor: ["mem_page_size": "foo"], "MemoryPageSizeInvalid"),
        ConstraintCase(
            "35: any, image 2048", flavor: ["mem_page_size": "any"], image: ["mem_page_size": "2048"],
            "[0-3|] 2048, pages 2048"),
        ConstraintCase(
            "35: large, image 2048", flavor: ["mem_page_size": "large"], image: ["mem_page_size": "2048"],
            "[0-3|] 2048, pages 2048"),
        ConstraintCase(
            "35: small, image 2048", flavor: ["mem_page_size": "small"], image: ["mem_page_size": "2048"],
            "MemoryPageSizeForbidden"),
        ConstraintCase("35: none, image 2048", image: ["mem_page_size": "2048"], "MemoryPageSizeForbidden"),
        ConstraintCase("36: locked without page size", flavor: ["locked_memory": "true"], "LockMemoryForbidden"),
        ConstraintCase("36: not locked", flavor: ["locked_memory": "false"], "none"),
        ConstraintCase(
            "36: not locked, image locked", flavor: ["locked_memory": "false"], image: ["locked_memory": "true"],
            "FlavorImageLockedMemoryConflict"),
    ]
}

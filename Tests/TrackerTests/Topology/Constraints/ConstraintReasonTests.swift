import Testing
import Tracker

@Suite("What flavor and image ask for: every reason, with key, value and what is allowed")
struct ConstraintReasonTests {
    /// A case that leads to a reason, and the setting that is to blame; an empty key: no single one.
    struct Blame: CustomTestStringConvertible {
        var ask: ConstraintCase
        var key: String

        var testDescription: String { "\(ask.expected): \(key)" }
    }

    private static let uefi = ["mem_encryption": "yes", "firmware_type": "uefi"]

    private static func blame(
        _ reason: String, _ key: String, flavor: [String: String] = [:], image: [String: String] = [:],
        vcpus: Int64 = 4
    ) -> Blame {
        Blame(ask: ConstraintCase("", vcpus: vcpus, flavor: flavor, image: image, reason), key: key)
    }

    private static let cells = ["numa_nodes": "2", "numa_cpus.0": "0-1", "numa_mem.0": "1024", "numa_mem.1": "1024"]

    static let topology: [Blame] = [
        blame("Invalid", "hw:cpu_dedicated_mask", flavor: ["cpu_dedicated_mask": "1-"]),
        blame("Invalid", "hw_numa_cpus.0", image: ["numa_cpus.0": "x"]),
        blame("Invalid", "hw:numa_mem.0", flavor: ["numa_nodes": "1", "numa_mem.0": "x"]),
        blame("Invalid", "hw:numa_mem.0", flavor: ["numa_nodes": "1", "numa_mem.0": ""]),
        blame("Invalid", "", flavor: ["cpu_policy": "dedicated"], vcpus: 1_048_577),
        blame("InvalidRequest", "hw_cpu_policy", image: ["cpu_policy": "Dedicated"]),
        blame("InvalidRequest", "hw_cpu_thread_policy", image: ["cpu_thread_policy": ""]),
        blame("InvalidRequest", "hw_numa_nodes", image: ["numa_nodes": "2.0"]),
        blame("InvalidRequest", "hw_numa_mem.0", image: ["numa_mem.0": "x"]),
        blame("InvalidRequest", "hw_pci_numa_affinity_policy", image: ["pci_numa_affinity_policy": "near"]),
        blame("InvalidRequest", "hw_cpu_max_threads", image: ["cpu_max_threads": "many"]),
        blame("InvalidRequest", "resources:PCPU", flavor: ["resources:PCPU": "3"]),
        blame(
            "InvalidRequest", "trait:HW_CPU_HYPERTHREADING",
            flavor: ["cpu_thread_policy": "prefer", "trait:HW_CPU_HYPERTHREADING": "foo"]),
        blame("InvalidCPUAllocationPolicy", "hw:cpu_policy", flavor: ["cpu_policy": "DEDICATED"]),
        blame(
            "ImageCPUPinningForbidden", "hw_cpu_policy", flavor: ["cpu_policy": "shared"],
            image: ["cpu_policy": "mixed"]),
        blame("InvalidCPUThreadAllocationPolicy", "hw:cpu_thread_policy", flavor: ["cpu_thread_policy": "avoid"]),
        blame(
            "ImageCPUThreadPolicyForbidden", "hw_cpu_thread_policy", flavor: ["cpu_thread_policy": "require"],
            image: ["cpu_thread_policy": "prefer"]),
        blame("RealtimeMaskNotFoundOrInvalid", "hw:cpu_realtime", flavor: ["cpu_realtime": "yes"]),
        blame(
            "RealtimeMaskNotFoundOrInvalid", "hw_cpu_realtime_mask", flavor: ["cpu_realtime": "yes"],
            image: ["cpu_realtime_mask": "4"]),
        blame("InvalidMixedInstanceDedicatedMask", "hw:cpu_dedicated_mask", flavor: ["cpu_dedicated_mask": "^0-3"]),
        blame(
            "InvalidEmulatorThreadsPolicy", "hw:emulator_threads_policy", flavor: ["emulator_threads_policy": "float"]),
        blame(
            "CPUThreadPolicyConfigurationInvalid", "trait2:HW_CPU_HYPERTHREADING",
            flavor: ["trait2:HW_CPU_HYPERTHREADING": "required"]),
        blame(
            "BadRequirementEmulatorThreadsPolicy", "hw:emulator_threads_policy",
            flavor: ["emulator_threads_policy": "isolate"]),
        blame("RequiredMixedInstancePolicy", "hw:cpu_dedicated_mask", flavor: ["cpu_dedicated_mask": "1"]),
        blame(
            "RealtimeConfigurationInvalid", "hw:cpu_realtime_mask",
            flavor: ["cpu_realtime": "on", "cpu_realtime_mask": "1"]),
        blame("RequiredMixedOrRealtimeCPUMask", "hw:cpu_dedicated_mask", flavor: ["cpu_policy": "mixed"]),
        blame("InvalidNUMANodesNumber", "hw:numa_nodes", flavor: ["numa_nodes": "two"]),
        blame("InvalidNUMANodesNumber", "hw:numa_nodes", flavor: ["numa_nodes": "512"], vcpus: 512),
        blame("ImageNUMATopologyForbidden", "hw_numa_nodes", flavor: ["numa_nodes": "2"], image: ["numa_nodes": "2"]),
        blame(
            "ImageNUMATopologyForbidden", "hw_numa_cpus.0", flavor: ["numa_nodes": "2", "numa_cpus.0": "0"],
            image: ["numa_cpus.0": "0"]),
        blame(
            "ImageNUMATopologyForbidden", "hw_numa_mem.0", flavor: ["numa_nodes": "2", "numa_mem.0": "1"],
            image: ["numa_mem.0": "1"]),
        blame("MemoryPageSizeInvalid", "hw:mem_page_size", flavor: ["mem_page_size": "2M"]),
        blame("MemoryPageSizeForbidden", "hw_mem_page_size", image: ["mem_page_size": "any"]),
    ]

    static let memoryAndCells: [Blame] = [
        blame("LockMemoryForbidden", "hw_locked_memory", image: ["locked_memory": "yes"]),
        blame(
            "FlavorImageLockedMemoryConflict", "hw_locked_memory", flavor: ["locked_memory": "yes"],
            image: ["locked_memory": "no"]),
        blame("FlavorImageConflict", "hw_firmware_type", flavor: ["mem_encryption": "yes"]),
        blame(
            "FlavorImageConflict", "hw_mem_encryption", flavor: ["mem_encryption": "no"],
            image: ["mem_encryption": "yes"]),
        blame(
            "FlavorImageConflict", "hw_mem_encryption_model", flavor: ["mem_encryption_model": "amd-sev"],
            image: uefi.merging(["mem_encryption_model": "amd-sev-es"]) { $1 }),
        blame("Invalid", "hw:mem_encryption_model", flavor: ["mem_encryption_model": "amd-tdx"], image: uefi),
        blame("InvalidMachineType", "hw_machine_type", image: uefi.merging(["machine_type": "pc"]) { $1 }),
        blame(
            "StatelessFirmwareRequired", "hw_firmware_stateless", flavor: ["mem_encryption_model": "amd-sev-snp"],
            image: uefi),
        blame("ImageNUMATopologyAsymmetric", "hw:numa_nodes", flavor: ["numa_nodes": "3"]),
        blame("ImageNUMATopologyIncomplete", "hw:numa_cpus.0", flavor: cells),
        blame(
            "ImageNUMATopologyCPUOutOfRange", "hw:numa_cpus.1", flavor: cells.merging(["numa_cpus.1": "4"]) { $1 }),
        blame(
            "ImageNUMATopologyCPUDuplicates", "hw:numa_cpus.1", flavor: cells.merging(["numa_cpus.1": "1-9"]) { $1 }),
        blame(
            "ImageNUMATopologyCPUsUnassigned", "hw:numa_cpus.0", flavor: cells.merging(["numa_cpus.1": "2"]) { $1 }),
        blame(
            "ImageNUMATopologyMemoryOutOfRange", "hw:numa_mem.1",
            flavor: cells.merging(["numa_cpus.1": "2-3", "numa_mem.1": "1023"]) { $1 }),
    ]

    @Test(
        "The error names the reason, the setting with its value, and what is allowed",
        arguments: topology + memoryAndCells)
    func error(_ blame: Blame) throws {
        let error = try #require(blame.ask.error())
        #expect(error.reason.rawValue == blame.ask.expected)
        #expect(error.key == blame.key)
        if !blame.key.isEmpty {
            let settings = blame.key.hasPrefix("hw_") ? blame.ask.properties : blame.ask.asked.extraSpecs
            #expect(error.value == settings[blame.key] ?? "")
            #expect(error.message.contains(blame.key))
            #expect(error.message.contains(error.value))
        }
        #expect(!error.allowed.isEmpty)
    }

    @Test("A long value is cut in the error, as are the settings in its message")
    func longValue() throws {
        let long = String(repeating: "x", count: 65_000)
        let error = try #require(ConstraintCase("", flavor: ["cpu_policy": long], "").error())
        #expect(error.value.unicodeScalars.count == 256)
        #expect(error.value.hasSuffix("…"))
        #expect(error.message.unicodeScalars.count < 256)
    }
}

import Testing
import Tracker

@Suite("What follows from flavor and image beside the cells (NUMA, 2.7, 2.10 and 2.12)")
struct TopologyRequestTests {
    private func request(
        vcpus: Int64 = 4, flavor: [String: String] = [:], image: [String: String] = [:]
    ) throws(ConstraintError) -> TopologyRequest {
        let ask = ConstraintCase("", vcpus: vcpus, flavor: flavor, image: image, "")
        return try TopologyConstraints.request(flavor: ask.asked, imageProperties: ask.properties)
    }

    private func reason(
        vcpus: Int64 = 4, flavor: [String: String] = [:], image: [String: String] = [:]
    ) -> String? {
        do throws(ConstraintError) {
            _ = try request(vcpus: vcpus, flavor: flavor, image: image)
            return nil
        } catch {
            return error.reason.rawValue
        }
    }

    @Test(
        "CPUs are asked of Placement as they are placed (2.7)",
        arguments: [
            ([:], ["VCPU": 4]), (["cpu_policy": "shared"], ["VCPU": 4]), (["resources:VCPU": "2"], ["VCPU": 2]),
            (["cpu_policy": "dedicated"], ["PCPU": 4]), (["resources:PCPU": "4"], ["PCPU": 4]),
            (["cpu_policy": "dedicated", "emulator_threads_policy": "isolate"], ["PCPU": 5]),
            (["cpu_policy": "dedicated", "emulator_threads_policy": "share"], ["PCPU": 4]),
            (["cpu_policy": "mixed", "cpu_dedicated_mask": "^0"], ["PCPU": 3, "VCPU": 1]),
            (
                ["cpu_policy": "mixed", "cpu_dedicated_mask": "^0", "emulator_threads_policy": "isolate"],
                ["PCPU": 4, "VCPU": 1]
            ),
            (["cpu_policy": "mixed", "cpu_realtime": "1", "emulator_threads_policy": "share"], ["PCPU": 4]),
        ] as [([String: String], [String: Int64])])
    func placement(flavor: [String: String], expected: [String: Int64]) throws {
        #expect(try request(flavor: flavor).placement.resources == expected)
    }

    @Test("Thread policies, sockets and encryption become traits (2.7)")
    func traits() throws {
        let isolate = try request(flavor: ["cpu_policy": "dedicated", "cpu_thread_policy": "isolate"]).placement
        #expect(isolate.forbiddenTraits == ["HW_CPU_HYPERTHREADING"])
        #expect(isolate.requiredTraits.isEmpty)
        let require = try request(flavor: ["resources:PCPU": "4", "trait:HW_CPU_HYPERTHREADING": "required"]).placement
        #expect(require.requiredTraits == ["HW_CPU_HYPERTHREADING"])
        let prefer = try request(flavor: ["cpu_policy": "dedicated", "cpu_thread_policy": "prefer"]).placement
        #expect(prefer.requiredTraits.isEmpty && prefer.forbiddenTraits.isEmpty)
        let socket = try request(image: ["pci_numa_affinity_policy": "socket"]).placement
        #expect(socket.requiredTraits == ["COMPUTE_SOCKET_PCI_NUMA_AFFINITY"])
        #expect(socket.resources == ["VCPU": 4])
    }

    @Test(
        "Encryption is a context of Placement and the trait of its model; all but SNP lock memory (2.10)",
        arguments: [
            ([:], [:], "HW_CPU_X86_AMD_SEV", true),
            (["mem_encryption_model": "amd-sev"], [:], "HW_CPU_X86_AMD_SEV", true),
            ([:], ["mem_encryption_model": "amd-sev-es"], "HW_CPU_X86_AMD_SEV_ES", true),
            (
                ["mem_encryption_model": "amd-sev-snp"], ["firmware_stateless": "yes"], "HW_CPU_X86_AMD_SEV_SNP", false
            ),
            ([:], ["mem_encryption": "yes", "machine_type": "pc-q35-2.11"], "HW_CPU_X86_AMD_SEV", true),
        ] as [([String: String], [String: String], String, Bool)])
    func encryption(flavor: [String: String], image: [String: String], trait: String, locks: Bool) throws {
        let found = try request(
            flavor: flavor.merging(["mem_encryption": "true"]) { $1 },
            image: image.merging(["firmware_type": "uefi"]) { $1 })
        #expect(found.encryption?.trait == trait)
        #expect(found.isMemoryLocked == locks)
        #expect(found.placement.requiredTraits == [trait])
        #expect(found.placement.resources == ["VCPU": 4, "MEM_ENCRYPTION_CONTEXT": 1])
        #expect(found.topology == nil)
    }

    @Test("Locked memory keeps the topology, but not the request as a whole, from looking at encryption (2.10)")
    func lockedBeforeEncryption() throws {
        let flavor = ["locked_memory": "1", "mem_page_size": "large", "mem_encryption": "1"]
        #expect(ConstraintCase("", flavor: flavor, "").answer() == "[0-3|] 2048, pages -2")
        #expect(reason(flavor: flavor) == "FlavorImageConflict")
        #expect(try request(flavor: ["locked_memory": "1", "mem_page_size": "large"]).isMemoryLocked)
        #expect(try request(flavor: ["mem_encryption": "no"], image: ["mem_encryption_model": "foo"]).encryption == nil)
    }

    @Test("How near devices must be is one value of flavor and image (2.12)")
    func affinity() throws {
        #expect(try request().pciAffinity == nil)
        #expect(try request(flavor: ["pci_numa_affinity_policy": "required"]).pciAffinity == .required)
        #expect(try request(image: ["pci_numa_affinity_policy": "legacy"]).pciAffinity == .legacy)
        let both = ["pci_numa_affinity_policy": "preferred"]
        #expect(try request(flavor: both, image: both).pciAffinity == .preferred)
        #expect(
            reason(flavor: ["pci_numa_affinity_policy": "foo"], image: both) == "ImagePCINUMAPolicyForbidden")
        #expect(reason(flavor: ["pci_numa_affinity_policy": "foo"]) == "InvalidPCINUMAAffinity")
        #expect(reason(flavor: ["pci_numa_affinity_policy": "foo", "numa_nodes": "0"]) == "InvalidNUMANodesNumber")
    }

    @Test(
        "The guest's CPUs are arranged as preferred, else with few threads and many sockets (2.12)",
        arguments: [
            (8, [:], [:], "8:1:1"), (8, ["cpu_sockets": "2"], [:], "2:4:1"), (8, ["cpu_cores": "2"], [:], "4:2:1"),
            (8, ["cpu_threads": "2"], [:], "4:1:2"), (8, ["cpu_sockets": "2", "cpu_threads": "2"], [:], "2:2:2"),
            (8, ["cpu_sockets": "3"], [:], "8:1:1"), (8, ["cpu_max_sockets": "2"], [:], "2:4:1"),
            (8, ["cpu_max_sockets": "2", "cpu_max_cores": "2"], [:], "2:2:2"),
            (8, ["cpu_max_sockets": "1", "cpu_sockets": "2", "cpu_threads": "2"], [:], "1:8:1"),
            (8, ["cpu_sockets": "2", "cpu_cores": "2"], ["cpu_threads": "4"], "2:1:4"),
            (8, ["cpu_max_sockets": "4"], ["cpu_max_sockets": "2"], "2:4:1"),
            (8, ["cpu_sockets": "4"], ["cpu_max_sockets": "2"], "2:4:1"),
            (6, ["cpu_cores": "0"], ["cpu_sockets": " 3 "], "3:2:1"), (7, [:], [:], "7:1:1"),
            (1_048_576, [:], [:], "65536:16:1"),
        ] as [(Int64, [String: String], [String: String], String)])
    func guestCPUs(vcpus: Int64, flavor: [String: String], image: [String: String], expected: String) throws {
        let found = try request(vcpus: vcpus, flavor: flavor, image: image).guestCPUs
        #expect("\(found.sockets):\(found.cores):\(found.threads)" == expected)
    }

    @Test("Arrangements that flavor and image rule out are refused (2.12)")
    func impossibleGuestCPUs() {
        #expect(reason(flavor: ["cpu_max_cores": "x"]) == "InvalidRequest")
        #expect(reason(flavor: ["cpu_threads": ""]) == "InvalidRequest")
        #expect(
            reason(flavor: ["cpu_max_cores": "2", "cpu_cores": "x"], image: ["cpu_max_cores": "3"])
                == "ImageVCPULimitsRangeExceeded")
        #expect(
            reason(flavor: ["cpu_max_threads": "1"], image: ["cpu_threads": "2"]) == "ImageVCPUTopologyRangeExceeded")
        #expect(reason(image: ["cpu_max_sockets": "1", "cpu_sockets": "2"]) == "ImageVCPUTopologyRangeExceeded")
        #expect(
            reason(flavor: ["cpu_max_sockets": "1", "cpu_max_cores": "1", "cpu_max_threads": "2"])
                == "ImageVCPULimitsRangeImpossible")
        #expect(reason(vcpus: 65_537) == "ImageVCPULimitsRangeImpossible")
        #expect(reason(image: ["cpu_max_cores": "-1"]) == "ImageVCPUTopologyRangeExceeded")
    }
}

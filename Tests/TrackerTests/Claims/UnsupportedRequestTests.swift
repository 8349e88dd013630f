import Testing
import Tracker

@Suite("Claims for what this version cannot place")
struct UnsupportedRequestTests {
    @Test(
        "A flavor that shapes a guest topology is refused by the name of its key",
        arguments: [
            ("hw:numa_nodes", "2"), ("hw:cpu_policy", "dedicated"), ("hw:cpu_policy", "mixed"),
            ("hw:cpu_thread_policy", "isolate"), ("hw:cpu_realtime", " Yes "), ("hw:cpu_dedicated_mask", "^0"),
            ("hw:emulator_threads_policy", "isolate"), ("hw:mem_page_size", "large"), ("hw:pmem", "small,big"),
            ("resources:PCPU", "4"), ("resources12:PCPU", "4"), ("trait:HW_CPU_HYPERTHREADING", "required"),
            ("trait3:HW_CPU_HYPERTHREADING", "forbidden"),
        ])
    func flavorKeys(key: String, value: String) throws {
        var flavor = Fixture.small
        flavor.extraSpecs = [key: value, "aggregate": "1"]
        try expectRefused(Fixture.instance(1, flavor), "NUMA_TOPOLOGY", key)
    }

    @Test(
        "An image that shapes a guest topology is refused by the name of its property",
        arguments: [
            ("hw_numa_nodes", "1"), ("hw_cpu_policy", "dedicated"), ("hw_cpu_thread_policy", "prefer"),
            ("hw_mem_page_size", "2048"), ("trait:HW_CPU_HYPERTHREADING", "required"),
        ])
    func imageProperties(key: String, value: String) throws {
        var instance = Fixture.instance()
        instance.imageProperties = [key: value]
        try expectRefused(instance, "NUMA_TOPOLOGY", key)
    }

    @Test("A topology with the instance, PCI requests and a PCI alias are refused by name")
    func others() throws {
        var placed = Fixture.instance()
        placed.numaTopology = InstanceTopology(cells: [InstanceCell(cpuset: [0])])
        try expectRefused(placed, "NUMA_TOPOLOGY", "numa_topology")
        var ports = Fixture.instance()
        ports.pciRequests = [PCIRequest(requestID: "r")]
        try expectRefused(ports, "PCI_DEVICE", "pci_requests")
        var flavor = Fixture.small
        flavor.extraSpecs = ["pci_passthrough:alias": "gpu:1"]
        try expectRefused(Fixture.instance(1, flavor), "PCI_DEVICE", "pci_passthrough:alias")
    }

    @Test(
        "Keys that ask for nothing special are granted",
        arguments: [
            ("hw:cpu_policy", "shared"), ("hw:numa_nodes", ""), ("hw:emulator_threads_policy", "share"),
            ("hw:cpu_realtime", "no"), ("hw:mem_page_size", "0"), ("hw:pmem", " , "), ("resources:PCPU", "0"),
            ("resources:VCPU", "2"), ("resourcesX:PCPU", "2"), ("trait:HW_CPU_HYPERTHREADING", "maybe"),
            ("hw:cpu_sockets", "2"), ("hw:numa_mem.0", "512"), ("resources:", ":PCPU"), ("pci_passthrough:alias", ""),
        ])
    func plainKeys(key: String, value: String) throws {
        var flavor = Fixture.small
        flavor.extraSpecs = [key: value]
        var shard = try Shard(inventory: Fixture.inventory())
        try shard.claim(Fixture.instance(1, flavor))
    }

    private func expectRefused(_ instance: Instance, _ reason: String, _ key: String) throws {
        var shard = try Shard(inventory: Fixture.inventory())
        let command = ClaimInstance(node: Fixture.node, instance: instance)
        let refusal = try shard.refusal(.claimInstance(command))
        #expect(refusal.code == .unimplemented)
        #expect(refusal.reason == reason)
        #expect(refusal.metadata["key"] == key)
        #expect(refusal.message.contains(key))
        guard case .fits(let fits) = try shard.run(.checkFit(CheckFit(host: "H", instance: instance))).get() else {
            throw Unexpected.answer
        }
        #expect(fits.map(\.refusal) == [refusal])
    }
}

import Testing
import Tracker

@Suite("Claims for what this version cannot place")
struct UnsupportedRequestTests {
    @Test("PCI requests and a PCI alias are refused by name")
    func devices() throws {
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

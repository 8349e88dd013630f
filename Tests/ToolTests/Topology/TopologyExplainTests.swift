import ArgumentParser
import Foundation
import Testing
import Tracker
import Wire

@testable import berth

@Suite("What a flavor and an image ask for, as the tool tells it")
struct TopologyExplainTests {
    private func explanation(_ flavor: [String: String], _ image: [String: String] = [:]) throws -> TopologyExplanation
    {
        TopologyExplanation(
            try TopologyConstraints.request(
                flavor: Flavor(vcpus: 8, memoryMebibytes: 4096, extraSpecs: flavor), imageProperties: image))
    }

    /// A file with a text, which the body may read.
    private func withFile<Result>(_ text: String, _ body: (String) throws -> Result) throws -> Result {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try body(file.path)
    }

    @Test("The cells come as a table, then what goes for the whole guest")
    func people() throws {
        let text = TopologyExplanationText.people(
            try explanation([
                "hw:cpu_policy": "mixed", "hw:cpu_dedicated_mask": "0-1,7", "hw:numa_nodes": "2",
                "hw:emulator_threads_policy": "isolate", "hw:mem_page_size": "large", "hw:cpu_thread_policy": "require",
                "hw:pci_numa_affinity_policy": "socket",
            ]))
        #expect(
            text == """
                CELL  SHARED CPUS  DEDICATED CPUS  MEM MiB
                   0  2-3          0-1                2048
                   1  4-6          7                  2048

                CPU policy          mixed
                thread policy       require
                emulator threads    isolate: one more dedicated host CPU, near cell 0
                page size           large: any but the host cell's smallest, the largest first
                asked of Placement  4 PCPU, 5 VCPU
                required traits     HW_CPU_HYPERTHREADING, COMPUTE_SOCKET_PCI_NUMA_AFFINITY
                PCI affinity        socket
                locked memory       no
                memory encryption   no
                seen by the guest   sockets 8, cores 1, threads 1

                """)
    }

    @Test("When no topology is needed, it says so, and still what is asked of Placement")
    func none() throws {
        let text = TopologyExplanationText.people(try explanation(["hw:cpu_policy": "shared"]))
        #expect(text.hasPrefix("No topology is needed.\n\nasked of Placement  8 VCPU\n"))
        #expect(!text.contains("CPU policy"))
    }

    @Test("JSON has the cells and everything else by name")
    func json() throws {
        let document = try JSONReport.document(
            try explanation(["hw:mem_page_size": "2MB"], ["hw_cpu_policy": "dedicated", "hw_cpu_max_sockets": "2"]))
        let members = try #require(try JSONSerialization.jsonObject(with: Data(document.utf8)) as? [String: Any])
        let cell = try #require((members["cells"] as? [[String: Any]])?.first)
        #expect(cell["dedicatedCPUs"] as? [Int] == Array(0..<8))
        #expect(cell["sharedCPUs"] as? [Int] == [])
        #expect(cell["memoryMebibytes"] as? Int == 4096)
        #expect(members["needsTopology"] as? Bool == true)
        #expect(members["cpuPolicy"] as? String == "dedicated")
        #expect(members["pageSizeKibibytes"] as? Int == 2048)
        #expect((members["placement"] as? [String: Any])?["resources"] as? [String: Int] == ["PCPU": 8])
        #expect(members["guestCPUs"] as? [String: Int] == ["sockets": 2, "cores": 4, "threads": 1])
    }

    @Test("A broken rule is told with reason, key, value and what is allowed")
    func brokenRule() throws {
        let command = try #require(
            try Berth.parseAsRoot([
                "topology", "explain", "--vcpus", "4", "--memory", "2048", "--extra-spec", "hw:cpu_policy=shared",
                "--image-property", "hw_cpu_policy=mixed",
            ]) as? TopologyExplainCommand)
        let error = #expect(throws: ToolError.self) { try command.run() }
        #expect(error?.status == .invalidArgument)
        #expect(error?.description.hasPrefix("ImageCPUPinningForbidden: ") == true)
        #expect(error?.description.hasSuffix("\nkey      hw_cpu_policy\nvalue    \"mixed\"\nallowed  shared") == true)
    }

    @Test("A flavor comes from a file, options count more, and an image is a bare object or an ImageProperties")
    func files() throws {
        let flavor = #"{"vcpus": "8", "memory_mb": 1024, "extra_specs": {"hw:numa_nodes": "2", "k": "v"}}"#
        for image in [#"{"hw_cpu_policy": "dedicated"}"#, #"{"values": {"hw_cpu_policy": "dedicated"}}"#] {
            try withFile(flavor) { flavor in
                try withFile(image) { image in
                    let input = try TopologyInput.parse([
                        "--flavor", flavor, "--image", image, "--memory", "512", "--extra-spec", "k=w",
                        "--image-property", "p=q",
                    ])
                    let found = try input.readFlavor()
                    #expect(found.vcpus == 8 && found.memoryMebibytes == 512)
                    #expect(found.extraSpecs == ["hw:numa_nodes": "2", "k": "w"])
                    #expect(try input.readImageProperties() == ["hw_cpu_policy": "dedicated", "p": "q"])
                }
            }
        }
    }

    @Test(
        "A file that is no flavor, or no properties, is an invalid argument",
        arguments: [#"{"vcpu": 8}"#, "[]", "", #"{"hw_numa_nodes": 2}"#, #"{"values": {"hw_numa_nodes": 2}}"#])
    func badFiles(text: String) throws {
        try withFile(text) { path in
            let input = try TopologyInput.parse(["--flavor", path, "--image", path])
            #expect(#expect(throws: ToolError.self) { try input.readFlavor() }?.status == .invalidArgument)
            #expect(#expect(throws: ToolError.self) { try input.readImageProperties() }?.status == .invalidArgument)
        }
        let missing = try TopologyInput.parse(["--flavor", "/nonexistent", "--image", "/nonexistent"])
        #expect(throws: ToolError.self) { try missing.readFlavor() }
        #expect(throws: ToolError.self) { try missing.readImageProperties() }
    }

    @Test(
        "Too little, or standard input for both, is refused before anything is read",
        arguments: [
            [], ["--vcpus", "4"], ["--memory", "4"], ["--image", "-"], ["--flavor", "-", "--image", "-"],
            ["--flavor", "f", "--extra-spec", "x"], ["--flavor", "f", "--image-property", "x"],
        ])
    func refused(arguments: [String]) {
        #expect(throws: (any Error).self) { try Berth.parseAsRoot(["topology", "explain"] + arguments) }
    }

    @Test("Claims and questions of fit carry extra specs and image properties")
    func claims() throws {
        let command = try #require(
            try Berth.parseAsRoot([
                "claim", "--host", "h", "--vcpus", "1", "--memory", "1", "--extra-spec", "a=b", "--extra", "c=d=e",
                "--image-property", "hw_numa_nodes=2",
            ]) as? ClaimCommand)
        #expect(try command.message(key: "k").instance.flavor.extraSpecs == ["a": "b", "c": "d=e"])
        #expect(try command.message(key: "k").instance.imageProperties == ["hw_numa_nodes": "2"])
        #expect(throws: (any Error).self) {
            try Berth.parseAsRoot([
                "fit", "--host", "h", "--vcpus", "1", "--memory", "1", "--image-property", "hw_numa_nodes",
            ])
        }
    }
}

import Testing
import Tracker

@Suite("What flavor and image ask for: hostile input is refused or harmless")
struct ConstraintHostileTests {
    private static let nines = String(repeating: "9", count: 22)
    private static let long = String(repeating: "9", count: 60_000)

    @Test(
        "Numbers that no machine has are answered with a stable reason",
        arguments: [
            ConstraintCase("cells", flavor: ["numa_nodes": nines], "ImageNUMATopologyAsymmetric"),
            ConstraintCase("cells, long", flavor: ["numa_nodes": long], "ImageNUMATopologyAsymmetric"),
            ConstraintCase("cells of the image", image: ["numa_nodes": long], "ImageNUMATopologyAsymmetric"),
            ConstraintCase("cells below", image: ["numa_nodes": "-" + long], "InvalidNUMANodesNumber"),
            ConstraintCase(
                "a mask", flavor: ["cpu_policy": "mixed", "cpu_dedicated_mask": "0-4000000000"],
                "InvalidMixedInstanceDedicatedMask"),
            ConstraintCase(
                "a mask, long", flavor: ["cpu_policy": "mixed", "cpu_dedicated_mask": "1-" + long],
                "InvalidMixedInstanceDedicatedMask"),
            ConstraintCase(
                "a mask that leaves out what there is not",
                flavor: ["cpu_policy": "mixed", "cpu_dedicated_mask": "0,^4-" + long], "[1-3|0] 2048, mixed"),
            ConstraintCase(
                "a realtime mask", flavor: ["cpu_policy": "dedicated", "cpu_realtime": "1"],
                image: ["cpu_realtime_mask": "0-4000000000"], "RealtimeMaskNotFoundOrInvalid"),
            ConstraintCase("named CPUs", flavor: ["resources:PCPU": long, "resources1:PCPU": long], "InvalidRequest"),
            ConstraintCase(
                "named CPUs that cancel", flavor: ["resources:PCPU": long, "resources1:PCPU": "-" + long], "none"),
            ConstraintCase("a page size", flavor: ["mem_page_size": long], "MemoryPageSizeInvalid"),
            ConstraintCase("a page size with a unit", flavor: ["mem_page_size": long + "QB"], "MemoryPageSizeInvalid"),
            ConstraintCase(
                "a page size with many places", flavor: ["mem_page_size": "." + long + "KB"], "[0-3|] 2048, pages 1"),
            ConstraintCase(
                "CPUs of a cell", flavor: ["pmem": "a", "numa_cpus.0": "0-4000000000", "numa_mem.0": "2048"],
                "ImageNUMATopologyCPUOutOfRange"),
            ConstraintCase(
                "memory of a cell", flavor: ["pmem": "a", "numa_cpus.0": "0-3", "numa_mem.0": long],
                "ImageNUMATopologyMemoryOutOfRange"),
            ConstraintCase(
                "memory of cells that adds up only beyond any machine",
                flavor: [
                    "numa_nodes": "2", "numa_cpus.0": "0-3", "numa_cpus.1": "", "numa_mem.0": "9000000000000002048",
                    "numa_mem.1": "-9000000000000000000",
                ], "ImageNUMATopologyMemoryOutOfRange"),
            ConstraintCase(
                "memory of cells that overflows",
                flavor: [
                    "numa_nodes": "2", "numa_cpus.0": "0-3", "numa_cpus.1": "", "numa_mem.0": long, "numa_mem.1": long,
                ], "ImageNUMATopologyMemoryOutOfRange"),
        ])
    func numbers(_ ask: ConstraintCase) {
        #expect(ask.answer() == ask.expected)
    }

    @Test(
        "Sizes of a flavor at both ends of 64 bits do no harm",
        arguments: [Int64.min, -1, 0, 1, 1_048_577, .max], [Int64.min, -1, 0, 1, .max])
    func sizes(vcpus: Int64, memory: Int64) {
        let isBuilt = vcpus == 1
        for (flavor, expected) in [
            (["pmem": "a"], nil), (["cpu_policy": "dedicated"], nil),
            (["cpu_policy": "mixed", "cpu_dedicated_mask": "^0"], nil), (["numa_nodes": "3"], nil),
            (["numa_cpus.0": "^0", "numa_mem.0": "1", "pmem": "a"], nil), ([:], "none"),
        ] as [([String: String], String?)] {
            let ask = ConstraintCase("", vcpus: vcpus, memory: memory, flavor: flavor, "")
            if let expected { #expect(ask.answer() == expected) }
            if !isBuilt, expected == nil { #expect(ask.error() != nil) }
            _ = try? TopologyConstraints.request(flavor: ask.asked, imageProperties: [:])
        }
        let whole = ConstraintCase("", vcpus: vcpus, memory: memory, flavor: ["pmem": "a"], "")
        #expect((try? whole.topology())?.cells.first?.cpuset.count == (isBuilt ? Int(vcpus) : nil))
    }

    @Test("The largest guest is counted out")
    func largestGuest() throws {
        let cells = try ConstraintCase("", vcpus: 1_048_576, flavor: ["cpu_policy": "dedicated"], "").topology()?.cells
        #expect(cells?.map(\.pcpuset.count) == [1_048_576])
        #expect(cells?.first?.pcpuset.last == 1_048_575)
    }

    @Test("A list as long as a value may be is read")
    func longList() {
        let list = (0..<11_000).map { "\($0 * 2)" }.joined(separator: ",")
        let ask = ConstraintCase(
            "", vcpus: 22_000, flavor: ["cpu_policy": "mixed", "cpu_dedicated_mask": list, "numa_nodes": "2"], "")
        let cells = (try? ask.topology())?.cells
        #expect(cells?.map(\.pcpuset.count) == [5500, 5500])
        #expect(cells?.first?.cpuset.prefix(2) == [1, 3])
    }

    private static let pieces = [
        "0", "1", "3", "9", "-", "^", ",", " ", "_", "+", ".", "K", "MB", "i", "b", "\u{0}", "é", "\u{301}", "٣",
        "small", "isolate", "dedicated", "true", "\n", "99999999999999999999",
    ]
    private static let keys = [
        "cpu_policy", "cpu_thread_policy", "cpu_realtime", "cpu_realtime_mask", "cpu_dedicated_mask",
        "emulator_threads_policy", "numa_nodes", "numa_cpus.0", "numa_mem.0", "mem_page_size", "locked_memory",
        "mem_encryption", "mem_encryption_model", "pmem", "pci_numa_affinity_policy", "cpu_sockets", "cpu_max_cores",
        "resources:PCPU", "resources:VCPU", "trait:HW_CPU_HYPERTHREADING",
    ]

    @Test("Whatever the settings say, there is an answer, and the same one again", arguments: [UInt64(5), 6])
    func anything(seed: UInt64) {
        var random = SplitMix(seed: seed)
        var answers: Set<String> = []
        for step in 0..<1500 {
            var ask = ConstraintCase("", vcpus: Int64.random(in: 1...9, using: &random), "")
            for key in Self.keys where Int.random(in: 0..<6, using: &random) == 0 {
                let text = (0..<Int.random(in: 0...4, using: &random))
                    .map { _ in Self.pieces.randomElement(using: &random) ?? "" }.joined()
                if Bool.random(using: &random) { ask.flavor[key] = text } else { ask.image[key] = text }
            }
            let answer = ask.answer()
            #expect(answer == ask.answer(), "seed \(seed), step \(step)")
            answers.insert(answer)
            _ = try? TopologyConstraints.request(flavor: ask.asked, imageProperties: ask.properties)
        }
        #expect(answers.count > 10, "seed \(seed): \(answers)")
    }
}

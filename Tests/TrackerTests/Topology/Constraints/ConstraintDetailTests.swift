import Testing
import Tracker

@Suite("What flavor and image ask for: masks, named resources, traits and cells in detail")
struct ConstraintDetailTests {
    @Test("Masks, named resources, traits (2.4 to 2.7, 7.1 j, 7.2 rows 13 and 14)", arguments: masks + named + traits)
    func cpus(_ ask: ConstraintCase) {
        #expect(ask.answer() == ask.expected)
    }

    @Test("Cells (2.11, 7.2 row 11)", arguments: triggers + lists)
    func cells(_ ask: ConstraintCase) {
        #expect(ask.answer() == ask.expected)
    }

    private static func mixed(_ mask: String) -> [String: String] {
        ["cpu_policy": "mixed", "cpu_dedicated_mask": mask]
    }

    private static let masks: [ConstraintCase] = [
        ConstraintCase("^1,2 excludes 1 only", flavor: mixed("^1,2"), "[1|0,2-3] 2048, mixed"),
        ConstraintCase("^1,^2 excludes both", flavor: mixed("^1,^2"), "[1-2|0,3] 2048, mixed"),
        ConstraintCase("blanks before ^", flavor: mixed("  ^1-2"), "[1-2|0,3] 2048, mixed"),
        ConstraintCase("an exclusion behind is from what is written", flavor: mixed("0-2,^1"), "[1,3|0,2] 2048, mixed"),
        ConstraintCase("a mask beyond the guest", flavor: mixed("3-4"), "InvalidMixedInstanceDedicatedMask"),
        ConstraintCase("an empty mask is none", flavor: mixed(""), "RequiredMixedOrRealtimeCPUMask"),
        ConstraintCase(
            "masks are not read without real time", flavor: ["cpu_policy": "dedicated", "cpu_realtime_mask": "x"],
            "[|0-3] 2048, dedicated"),
        ConstraintCase(
            "all CPUs in real time beside an emulator policy",
            flavor: ["cpu_policy": "mixed", "cpu_realtime": "1", "emulator_threads_policy": "share"],
            "[|0-3] 2048, mixed, emulator share"),
        ConstraintCase(
            "an empty mask of the image leaves the flavor's",
            flavor: ["cpu_policy": "mixed", "cpu_realtime": "1", "cpu_realtime_mask": "3"],
            image: ["cpu_realtime_mask": ""], "[0-2|3] 2048, mixed"),
        ConstraintCase(
            "real time on dedicated CPUs", flavor: ["cpu_policy": "dedicated", "cpu_realtime": "1"],
            image: ["cpu_realtime_mask": "^0"], "[|0-3] 2048, dedicated"),
    ]

    private static let named: [ConstraintCase] = [
        ConstraintCase("groups are summed", flavor: ["resources1:PCPU": "1", "resources2:PCPU": "3"], dedicated),
        ConstraintCase("blanks do not matter", flavor: ["resources:PCPU": " 4 "], dedicated),
        ConstraintCase(
            "one more for isolated emulator threads",
            flavor: ["resources:PCPU": "5", "emulator_threads_policy": "isolate"], dedicated + ", emulator isolate"),
        ConstraintCase(
            "shared emulator threads need none", flavor: ["resources:PCPU": "4", "emulator_threads_policy": "share"],
            dedicated + ", emulator share"),
        ConstraintCase("a text is passed over", flavor: ["resources:PCPU": "many"], "none"),
        ConstraintCase("0 names none", flavor: ["resources:PCPU": "0"], "none"),
        ConstraintCase(
            "VCPU need not be the flavor's", flavor: ["resources:VCPU": "2", "pmem": "a"], "[0-3|] 2048, shared"),
        ConstraintCase(
            "VCPU and a policy of the image", flavor: ["resources:VCPU": "4"], image: ["cpu_policy": "shared"],
            "InvalidRequest"),
        ConstraintCase(
            "VCPU beside a thread policy", flavor: ["resources:VCPU": "4", "cpu_thread_policy": "prefer"],
            "CPUThreadPolicyConfigurationInvalid"),
        ConstraintCase("another class with the same beginning", flavor: ["resources:PCPU_X": "4"], "none"),
        ConstraintCase("another prefix", flavor: ["xresources:PCPU": "4"], "none"),
        ConstraintCase("group 0", flavor: ["resources0:PCPU": "4"], "none"),
        ConstraintCase("group 01", flavor: ["resources01:PCPU": "4"], "none"),
        ConstraintCase("group a", flavor: ["resourcesa:PCPU": "4"], "none"),
        ConstraintCase("group 10", flavor: ["resources10:PCPU": "4"], dedicated),
    ]

    private static let dedicated = "[|0-3] 2048, dedicated"
    private static let name = "HW_CPU_HYPERTHREADING"

    private static func pinned(_ settings: [String: String]) -> [String: String] {
        settings.merging(["cpu_policy": "dedicated"]) { $1 }
    }

    private static let traits: [ConstraintCase] = [
        ConstraintCase("required", flavor: pinned(["trait:\(name)": "required"]), dedicated + ", threads require"),
        ConstraintCase("forbidden", flavor: pinned(["trait9:\(name)": "forbidden"]), dedicated + ", threads isolate"),
        ConstraintCase("another value", flavor: pinned(["trait:\(name)": "maybe"]), dedicated),
        ConstraintCase(
            "the first key in order counts",
            flavor: pinned(["trait:\(name)": "required", "trait2:\(name)": "forbidden"]),
            dedicated + ", threads isolate"),
        ConstraintCase(
            "required by the image", flavor: pinned([:]), image: ["trait:\(name)": "required"],
            dedicated + ", threads require"),
        ConstraintCase("forbidden by the image", flavor: pinned([:]), image: ["trait:\(name)": "forbidden"], dedicated),
        ConstraintCase(
            "of a group of the image", flavor: pinned([:]), image: ["trait1:\(name)": "required"], dedicated),
        ConstraintCase(
            "the flavor's value comes before the image's", flavor: pinned(["trait:\(name)": "forbidden"]),
            image: ["trait:\(name)": "required"], dedicated + ", threads isolate"),
        ConstraintCase(
            "another trait with the same beginning", flavor: pinned(["trait:\(name)_FOO": "required"]), dedicated),
        ConstraintCase(
            "on a flavor that is not pinned", flavor: ["trait:\(name)": "required"],
            "CPUThreadPolicyConfigurationInvalid"),
        ConstraintCase(
            "beside an empty thread policy", flavor: pinned(["cpu_thread_policy": "", "trait:\(name)": "required"]),
            dedicated + ", threads require"),
    ]

    private static let triggers: [ConstraintCase] = [
        ConstraintCase("lists alone are not looked at", flavor: ["numa_cpus.0": "x", "numa_mem.0": "y"], "none"),
        ConstraintCase("a policy that is shared needs no cells", flavor: ["cpu_policy": "shared"], "none"),
        ConstraintCase("emulator threads alone need none", flavor: ["emulator_threads_policy": "share"], "none"),
        ConstraintCase("blank labels are no persistent memory", flavor: ["pmem": " , ,"], "none"),
        ConstraintCase("one label is", flavor: ["pmem": " ,a"], "[0-3|] 2048"),
        ConstraintCase(
            "cpus.1 without cpus.0", flavor: ["numa_nodes": "2", "numa_cpus.1": "0"], "[0-1|] 1024 [2-3|] 1024"),
        ConstraintCase(
            "all policies in every cell",
            flavor: [
                "numa_nodes": "2", "cpu_policy": "dedicated", "cpu_thread_policy": "require",
                "emulator_threads_policy": "isolate", "mem_page_size": "1GB",
            ], "[|0-1] 1024 [|2-3] 1024, dedicated, threads require, pages 1048576, emulator isolate"),
    ]

    private static let lists: [ConstraintCase] = [
        ConstraintCase("odd memory", memory: 2047, flavor: ["numa_nodes": "2"], "ImageNUMATopologyAsymmetric"),
        ConstraintCase("more cells than CPUs", flavor: ["numa_nodes": "8"], "ImageNUMATopologyAsymmetric"),
        ConstraintCase(
            "CPUs of the flavor, memory of the image", flavor: ["numa_nodes": "1", "numa_cpus.0": "0-3"],
            image: ["numa_mem.0": "2048"], "[0-3|] 2048"),
        ConstraintCase(
            "two lists without hw:numa_nodes",
            flavor: [
                "pmem": "a", "numa_cpus.0": "0-1", "numa_cpus.1": "2-3", "numa_mem.0": "1024", "numa_mem.1": "1024",
            ], "ImageNUMATopologyIncomplete"),
        ConstraintCase(
            "a gap hides what is behind it",
            flavor: [
                "numa_nodes": "2", "numa_cpus.0": "0-1", "numa_cpus.1": "2-3", "numa_cpus.3": "x",
                "numa_mem.0": "1024", "numa_mem.1": "1024", "numa_mem.4": "x",
            ], "[0-1|] 1024 [2-3|] 1024"),
        ConstraintCase(
            "a cell without CPUs and memory",
            flavor: [
                "numa_nodes": "2", "numa_cpus.0": "", "numa_cpus.1": "0-3", "numa_mem.0": "0", "numa_mem.1": "2048",
            ],
            "[|] 0 [0-3|] 2048"),
        ConstraintCase(
            "a cell with less than no memory would free what others hold",
            flavor: [
                "numa_nodes": "2", "numa_cpus.0": "", "numa_cpus.1": "0-3", "numa_mem.0": "-1", "numa_mem.1": "2049",
            ],
            "ImageNUMATopologyMemoryOutOfRange"),
    ]

    @Test("128 lists are read, further ones are not")
    func manyLists() {
        var settings = ["numa_nodes": "128"]
        for cell in 0..<129 {
            settings["numa_cpus.\(cell)"] = "\(cell)"
            settings["numa_mem.\(cell)"] = "16"
        }
        let found = try? ConstraintCase("", vcpus: 128, flavor: settings, "").topology()
        #expect(found?.cells.count == 128)
        settings["numa_nodes"] = "129"
        #expect(ConstraintCase("", vcpus: 129, flavor: settings, "").answer() == "ImageNUMATopologyIncomplete")
    }
}

import Testing
import Tracker

@Suite("What flavor and image ask for: the specified tables")
struct ConstraintTableTests {
    /// Flavors by row, images by column: none, shared, mixed, dedicated.
    private static let cpuPolicies: [(flavor: String?, image: String?, expected: String)] = zip(
        [nil, "shared", "mixed", "dedicated"] as [String?],
        [
            ["none", "shared", "mixed", "dedicated"],
            ["shared", "shared", "ImageCPUPinningForbidden", "ImageCPUPinningForbidden"],
            ["mixed", "mixed", "mixed", "ImageCPUPinningForbidden"],
            ["dedicated", "dedicated", "dedicated", "dedicated"],
        ]
    ).flatMap { flavor, row in
        zip([nil, "shared", "mixed", "dedicated"] as [String?], row).map { (flavor, $0, $1) }
    }

    @Test("CPU policies of flavor and image (2.2)", arguments: cpuPolicies)
    func cpuPolicy(flavor: String?, image: String?, expected: String) {
        var ask = ConstraintCase("", flavor: ["numa_nodes": "1"], "")
        ask.flavor["cpu_policy"] = flavor
        ask.image["cpu_policy"] = image
        if expected == "mixed" { ask.flavor["cpu_dedicated_mask"] = "0" }
        let cells = ["none": "[0-3|] 2048", "shared": "[0-3|] 2048, shared", "mixed": "[1-3|0] 2048, mixed"]
        let dedicated = expected == "dedicated" ? "[|0-3] 2048, dedicated" : expected
        #expect(ask.answer() == cells[expected] ?? dedicated)
    }

    private static let threadPolicies: [(flavor: String?, image: String?, expected: String)] = zip(
        [nil, "prefer", "isolate", "require"] as [String?],
        [
            ["", ", threads prefer", ", threads isolate", ", threads require"],
            [", threads prefer", ", threads prefer", ", threads prefer", ", threads prefer"],
            [", threads isolate", "forbidden", ", threads isolate", "forbidden"],
            [", threads require", "forbidden", "forbidden", ", threads require"],
        ]
    ).flatMap { flavor, row in
        zip([nil, "prefer", "isolate", "require"] as [String?], row).map { (flavor, $0, $1) }
    }

    @Test("Thread policies of flavor and image; prefer ignores the image (2.3 and 7.2, 12)", arguments: threadPolicies)
    func threadPolicy(flavor: String?, image: String?, expected: String) {
        var ask = ConstraintCase("", flavor: ["cpu_policy": "dedicated"], "")
        ask.flavor["cpu_thread_policy"] = flavor
        ask.image["cpu_thread_policy"] = image
        #expect(
            ask.answer()
                == (expected == "forbidden" ? "ImageCPUThreadPolicyForbidden" : "[|0-3] 2048, dedicated" + expected))
    }

    @Test(
        "Page sizes of flavor and image (2.9)",
        arguments: [
            (nil, nil, "none"), (nil, "2048", "MemoryPageSizeForbidden"), (nil, "foo", "MemoryPageSizeForbidden"),
            ("4", nil, "4"), ("small", nil, "-1"), ("large", nil, "-2"), ("any", nil, "-3"), ("any", "small", "-1"),
            ("any", "any", "-3"), ("large", "any", "-3"), ("large", "large", "-2"), ("large", "1GB", "1048576"),
            ("small", "small", "MemoryPageSizeForbidden"), ("2048", "2048", "MemoryPageSizeForbidden"),
            ("foo", "2048", "MemoryPageSizeInvalid"), ("any", "foo", "MemoryPageSizeInvalid"), ("0", nil, "none"),
            ("0", "2048", "MemoryPageSizeForbidden"), ("any", "0", "none"), ("", "2048", "MemoryPageSizeForbidden"),
            ("2048", "", "2048"),
        ] as [(String?, String?, String)])
    func pageSize(flavor: String?, image: String?, expected: String) {
        var ask = ConstraintCase("", "")
        ask.flavor["mem_page_size"] = flavor
        ask.image["mem_page_size"] = image
        #expect(ask.answer() == (Int(expected) == nil ? expected : "[0-3|] 2048, pages \(expected)"))
    }

    @Test(
        "Page sizes in words (2.9 and 7.1, k)",
        arguments: [
            ("00004", "4"), ("16Mb", "2048"), ("2MiB", "2048"), ("2Mibit", "256"), ("4096B", "4"), ("1.5KB", "1"),
            (".5MB", "512"), ("1500B", "1"), ("1TB", "1073741824"), ("4TB", "4294967296"), ("1025B", "1"),
            ("8193b", "1"), ("0MB", "none"), ("0.0KB", "none"),
        ]
            + [
                "2M", "2048kB", "foo", "-42", "ANY", "Any", " 4", "4 ", "2 MB", "2MB ", "1.MB", "1e3MB", "+2MB", "-2MB",
                "-1KB", "1iB", "iB", "KB", "B", "b", "bit", ".", ".B", "1..5MB", "512B", "1b", "0.1KB", "5TB", "1YB",
                "1QB",
                "4294967297", "99999999999999999999", "²", "nanKB", "infKB", "0x10KB",
            ].map { ($0, "MemoryPageSizeInvalid") })
    func pageSizeText(text: String, expected: String) {
        let ask = ConstraintCase("", flavor: ["mem_page_size": text], "")
        #expect(ask.answer() == (Int(expected) == nil ? expected : "[0-3|] 2048, pages \(expected)"))
    }

    @Test(
        "Truth in words (2)",
        arguments: ["1", "t", "true", "on", "y", "yes", " TRUE ", "Yes"].map { ($0, true) }
            + ["", "0", "false", "off", "no", "2", "truth", "enable"].map { ($0, false) })
    func truth(text: String, isTrue: Bool) {
        #expect(
            ConstraintCase("", flavor: ["locked_memory": text], "").answer()
                == (isTrue ? "LockMemoryForbidden" : "none"))
        #expect(
            ConstraintCase("", image: ["locked_memory": text], "").answer() == (isTrue ? "LockMemoryForbidden" : "none")
        )
        #expect(
            ConstraintCase("", flavor: ["cpu_policy": "dedicated", "cpu_realtime": text], "").answer()
                == (isTrue ? "RealtimeMaskNotFoundOrInvalid" : "[|0-3] 2048, dedicated"))
    }

    @Test(
        "Numbers of cells (2.8)",
        arguments: [
            ("1", nil, "1"), ("4", nil, "4"), ("02", nil, ""), (" 2", nil, ""), ("2.0", nil, ""), ("+2", nil, ""),
            ("", nil, "none"), (nil, " 2 ", "2"), (nil, "02", "2"), (nil, "0", ""), (nil, "-1", ""), ("2", "0", "2"),
            ("", "0", ""), ("", "2", "2"), ("2", "2", "both"), ("0", "2", "both"), ("x", "-1", "both"),
        ] as [(String?, String?, String)])
    func nodeCount(flavor: String?, image: String?, expected: String) {
        var ask = ConstraintCase("", flavor: ["pmem": expected == "none" ? "" : "a"], "")
        ask.flavor["numa_nodes"] = flavor
        ask.image["numa_nodes"] = image
        let answers = [
            "1": "[0-3|] 2048", "2": "[0-1|] 1024 [2-3|] 1024", "4": "[0|] 512 [1|] 512 [2|] 512 [3|] 512",
            "": "InvalidNUMANodesNumber", "both": "ImageNUMATopologyForbidden", "none": "none",
        ]
        #expect(ask.answer() == answers[expected])
    }
}

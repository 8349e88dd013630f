import Wire

@testable import berth

extension FuzzTarget {
    /// The two tables of `berth load`, the second behind a line of `%`.
    static let workload = FuzzTarget(
        "workload",
        words: [
            ",", "\r\n", "\"", "sn", "cpu_milli", "memory_mib", "creation_time", "deletion_time", "%", "\u{FEFF}",
            "gpu",
            "model", "num_gpu", "gpu_spec", "|",
        ],
        maximumBytes: 16_384
    ) { random in
        let hasGPUs = random.once(in: 2)
        let nodes = (0..<random.number(1...3)).map {
            "n\($0),\(random.number(0...64)),\(random.number(0...99))"
                + (hasGPUs ? ",\(random.number(0...201)),T4" : "")
        }
        let tasks = (0..<random.number(0...3)).map {
            "t\($0),\(random.edge()),5,\(random.number(0...9))," + (hasGPUs ? ",\(random.number(0...9)),T4|A10" : "")
        }
        let text =
            ["sn,cpu_milli,memory_mib" + (hasGPUs ? ",gpu,model" : "")] + nodes
            + ["%", "name,cpu_milli,memory_mib,creation_time,deletion_time" + (hasGPUs ? ",num_gpu,gpu_spec" : "")]
            + tasks
        return Array(text.joined(separator: "\n").utf8)
    } check: { input in
        guard let text = String(validating: input, as: UTF8.self) else { return .refused }
        let parts = text.split(separator: "\n%\n", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let hasGPUs = text.contains("gpu")
        do {
            let workload = try Workload.read(
                nodes: try CSVFile(text: parts[0], name: "nodes", requiring: Workload.nodeColumns),
                tasks: try CSVFile(
                    text: parts.count > 1 ? parts[1] : "", name: "tasks", requiring: Workload.taskColumns),
                taskLimit: nil, withGPUs: hasGPUs)
            let messages = LoadMessages(workload: workload, prefix: "", seed: 1)
            for (index, node) in workload.nodes.enumerated() {
                let addresses = Set(messages.report(index).inventory.pciDevices.map(\.address))
                try Defect.unless(addresses.count == Int(node.gpus), "two GPUs have one address")
            }
            let timeline = workload.timeline()
            try Defect.unless(timeline.filter { $0.kind == .creation }.count == workload.tasks.count, "a task is lost")
            try Defect.unless(zip(timeline, timeline.dropFirst()).allSatisfy { $0.seconds <= $1.seconds }, "no order")
            try Defect.unless(workload.nodes.allSatisfy { $0.vcpus >= 0 && !$0.name.isEmpty }, "a node is wrong")
            return .accepted
        } catch let error as ToolError {
            try Defect.unless(!error.message.isEmpty, "an error without a text")
            return .refused
        }
    }
}

/// Nodes and tasks of a recorded cluster, as `berth load` plays them.
struct Workload: Sendable {
    /// A machine.
    struct Node: Sendable, Equatable {
        var name: String
        var vcpus: Int64
        var memoryMebibytes: Int64
        /// 0 also where GPUs are left out.
        var gpus: Int64 = 0
        /// Empty: it has none.
        var gpuModel = ""
    }

    /// A claim and, unless it runs for ever, its end.
    struct Task: Sendable, Equatable {
        var name: String
        var vcpus: Int64
        var memoryMebibytes: Int64
        var creationSeconds: Int64
        /// Nil: never deleted.
        var deletionSeconds: Int64?
        /// Whole ones, a part of one counting as one; 0 also where GPUs are left out.
        var gpus: Int64 = 0
        /// Models that will do, sorted; empty: any.
        var gpuModels: [String] = []
    }

    /// One thing that happens to a task.
    struct Event: Sendable, Equatable {
        /// What happens.
        enum Kind: Sendable, Equatable { case creation, deletion }

        var seconds: Int64
        var kind: Kind
        /// Index in `tasks`.
        var task: Int
    }

    var nodes: [Node]
    var tasks: [Task]

    /// Reads both files; at most `taskLimit` tasks, the first of the file.
    ///
    /// - Parameter withGPUs: false: GPUs are left out, and their columns need not be there.
    static func read(
        nodes: CSVFile, tasks: CSVFile, taskLimit: Int?, withGPUs: Bool = false
    ) throws(ToolError) -> Workload {
        var workload = Workload(nodes: [], tasks: [])
        var names = Set<String>()
        for row in nodes.rows {
            let node = try node(of: row, withGPUs)
            guard names.insert(node.name).inserted else {
                throw ToolError(.invalidArgument, "Line \(row.line) of the nodes: \(node.name) comes twice.")
            }
            workload.nodes.append(node)
        }
        guard !workload.nodes.isEmpty else { throw ToolError(.invalidArgument, "There are no nodes to report.") }
        for row in tasks.rows.prefix(taskLimit ?? .max) { workload.tasks.append(try task(of: row, withGPUs)) }
        return workload
    }

    /// The columns that a file of nodes must have.
    static let nodeColumns = ["sn", "cpu_milli", "memory_mib"]
    /// The columns that a file of tasks must have.
    static let taskColumns = ["name", "cpu_milli", "memory_mib", "creation_time", "deletion_time"]
    /// Those that it must have besides for its GPUs.
    static let nodeGPUColumns = ["gpu", "model"]
    /// Those that it must have besides for the GPUs that tasks ask for.
    static let taskGPUColumns = ["num_gpu", "gpu_spec"]

    /// Everything that happens, in order of time; at one time as in the file, a task's creation before its deletion.
    func timeline() -> [Event] {
        var events: [Event] = []
        for (index, task) in tasks.enumerated() {
            events.append(Event(seconds: task.creationSeconds, kind: .creation, task: index))
            guard let deletion = task.deletionSeconds else { continue }
            events.append(Event(seconds: max(deletion, task.creationSeconds), kind: .deletion, task: index))
        }
        // Sorted by place as well, since the standard library does not promise a stable sort.
        let order = events.indices.sorted { (events[$0].seconds, $0) < (events[$1].seconds, $1) }
        return order.map { events[$0] }
    }

    private static let largestAmount: ClosedRange<Int64> = 0...(1 << 40)

    private static func node(of row: CSVFile.Row, _ withGPUs: Bool) throws(ToolError) -> Node {
        var node = Node(
            name: try name(row, "sn"), vcpus: try row.number("cpu_milli", in: largestAmount) / 1000,
            memoryMebibytes: try row.number("memory_mib", in: largestAmount))
        guard withGPUs else { return node }
        node.gpus = try row.optionalNumber("gpu", in: 0...GPUModels.mostOfNode) ?? 0
        node.gpuModel = try row.text("model")
        return node
    }

    private static func task(of row: CSVFile.Row, _ withGPUs: Bool) throws(ToolError) -> Task {
        let milli = try row.number("cpu_milli", in: largestAmount)
        var task = Task(
            name: try name(row, "name"), vcpus: max(1, (milli + 999) / 1000),
            memoryMebibytes: try row.number("memory_mib", in: largestAmount),
            creationSeconds: try row.number("creation_time", in: largestAmount),
            deletionSeconds: try row.optionalNumber("deletion_time", in: largestAmount))
        guard withGPUs else { return task }
        task.gpus = try row.optionalNumber("num_gpu", in: 0...65_535) ?? 0
        task.gpuModels = Set(try row.text("gpu_spec").split(separator: "|").map(String.init)).sorted()
        return task
    }

    private static func name(_ row: CSVFile.Row, _ column: String) throws(ToolError) -> String {
        let name = try row.text(column)
        guard !name.isEmpty else {
            throw ToolError(.invalidArgument, "Line \(row.line): the column \(column) is empty.")
        }
        return name
    }
}

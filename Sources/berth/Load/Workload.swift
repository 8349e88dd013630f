/// Nodes and tasks of a recorded cluster, as `berth load` plays them.
struct Workload: Sendable {
    /// A machine; its GPUs are left out.
    struct Node: Sendable, Equatable {
        var name: String
        var vcpus: Int64
        var memoryMebibytes: Int64
    }

    /// A claim and, unless it runs for ever, its end.
    struct Task: Sendable, Equatable {
        var name: String
        var vcpus: Int64
        var memoryMebibytes: Int64
        var creationSeconds: Int64
        /// Nil: never deleted.
        var deletionSeconds: Int64?
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
    static func read(nodes: CSVFile, tasks: CSVFile, taskLimit: Int?) throws(ToolError) -> Workload {
        var workload = Workload(nodes: [], tasks: [])
        var names = Set<String>()
        for row in nodes.rows {
            let node = try node(of: row)
            guard names.insert(node.name).inserted else {
                throw ToolError(.invalidArgument, "Line \(row.line) of the nodes: \(node.name) comes twice.")
            }
            workload.nodes.append(node)
        }
        guard !workload.nodes.isEmpty else { throw ToolError(.invalidArgument, "There are no nodes to report.") }
        for row in tasks.rows.prefix(taskLimit ?? .max) { workload.tasks.append(try task(of: row)) }
        return workload
    }

    /// The columns that a file of nodes must have.
    static let nodeColumns = ["sn", "cpu_milli", "memory_mib"]
    /// The columns that a file of tasks must have.
    static let taskColumns = ["name", "cpu_milli", "memory_mib", "creation_time", "deletion_time"]

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

    private static func node(of row: CSVFile.Row) throws(ToolError) -> Node {
        Node(
            name: try name(row, "sn"), vcpus: try row.number("cpu_milli", in: largestAmount) / 1000,
            memoryMebibytes: try row.number("memory_mib", in: largestAmount))
    }

    private static func task(of row: CSVFile.Row) throws(ToolError) -> Task {
        let milli = try row.number("cpu_milli", in: largestAmount)
        return Task(
            name: try name(row, "name"), vcpus: max(1, (milli + 999) / 1000),
            memoryMebibytes: try row.number("memory_mib", in: largestAmount),
            creationSeconds: try row.number("creation_time", in: largestAmount),
            deletionSeconds: try row.optionalNumber("deletion_time", in: largestAmount))
    }

    private static func name(_ row: CSVFile.Row, _ column: String) throws(ToolError) -> String {
        let name = try row.text(column)
        guard !name.isEmpty else {
            throw ToolError(.invalidArgument, "Line \(row.line): the column \(column) is empty.")
        }
        return name
    }
}

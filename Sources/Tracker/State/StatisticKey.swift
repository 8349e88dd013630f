/// A counter of instances by one of their properties (claims and moves, 10.1).
enum StatisticKey: Hashable, Sendable {
    case vmState(VMState?)
    case taskState(TaskState?)
    case osType(String)
    case project(String)

    /// The counter's published name; what is absent prints as `None`.
    var name: String {
        switch self {
        case .vmState(let state): "num_vm_\(state?.rawValue ?? "None")"
        case .taskState(let state): "num_task_\(state?.rawValue ?? "None")"
        case .osType(let type): "num_os_type_\(type.isEmpty ? "None" : type)"
        case .project(let project): "num_proj_\(project.isEmpty ? "None" : project)"
        }
    }
}

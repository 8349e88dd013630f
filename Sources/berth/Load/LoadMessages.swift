import Wire

/// The requests of a load as protobuf, and what their replies say.
struct LoadMessages: Sendable {
    private let workload: Workload
    private let prefix: String
    private let identifiers: [String]
    private let models: GPUModels

    /// Gives every task an instance UUID that depends on the seed and the prefix alone.
    init(workload: Workload, prefix: String, seed: UInt64) {
        self.workload = workload
        self.prefix = prefix
        // FNV-1a: two prefixes on one store must not give one instance to two nodes.
        let mixed = prefix.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x0100_0000_01b3 }
        var random = SeededRandom(seed: seed ^ mixed)
        identifiers = workload.tasks.map { _ in random.uuid() }
        models = GPUModels(of: workload)
    }

    /// A task's instance.
    func instance(of task: Int) -> String { identifiers[task] }

    /// The host of a node; node and host have one name.
    func host(of node: Int) -> String { prefix + workload.nodes[node].name }

    /// A node's inventory report.
    func report(_ node: Int) -> Berth_Tracker_V1_ReportInventoryRequest {
        var request = Berth_Tracker_V1_ReportInventoryRequest()
        request.host = host(of: node)
        request.node = request.host
        request.nodeUuid = nodeUUID(node)
        request.inventory.vcpus = workload.nodes[node].vcpus
        request.inventory.memoryMb = workload.nodes[node].memoryMebibytes
        request.inventory.pciDevices = models.devices(of: workload.nodes[node])
        return request
    }

    /// How many devices a node reports.
    func deviceCount(of node: Int) -> Int { Int(workload.nodes[node].gpus) }

    /// A task's claim on a node.
    func claim(_ task: Int, on node: Int) -> Berth_Tracker_V1_ClaimInstanceRequest {
        var request = Berth_Tracker_V1_ClaimInstanceRequest()
        request.host = host(of: node)
        request.node = request.host
        request.instance.uuid = identifiers[task]
        request.instance.projectID = "load"
        request.instance.vmState = "building"
        request.instance.flavor.id = workload.tasks[task].name
        request.instance.flavor.name = workload.tasks[task].name
        request.instance.flavor.vcpus = workload.tasks[task].vcpus
        request.instance.flavor.memoryMb = workload.tasks[task].memoryMebibytes
        if workload.tasks[task].gpus > 0 {
            // The instance's identity will do: there is one request.
            request.instance.pciRequests = [models.request(of: workload.tasks[task], identifier: identifiers[task])]
        }
        return request
    }

    /// A task's end.
    func deletion(_ task: Int, on node: Int) -> Berth_Tracker_V1_UpdateInstanceRequest {
        var request = Berth_Tracker_V1_UpdateInstanceRequest()
        request.host = host(of: node)
        request.node = request.host
        request.instance.uuid = identifiers[task]
        request.instance.projectID = "load"
        request.instance.vmState = "deleted"
        return request
    }

    /// What a node has in all, its overcommit included.
    static func capacity(of node: Berth_Tracker_V1_Node) -> ClusterView.Amount {
        ClusterView.Amount(
            vcpus: overcommitted(node.inventory.vcpus, node.ratios.hasCpu ? node.ratios.cpu : 1),
            memoryMebibytes: overcommitted(node.inventory.memoryMb, node.ratios.hasRam ? node.ratios.ram : 1),
            devices: Int64(node.inventory.pciDevices.count))
    }

    /// What is used on a node, its devices included.
    static func used(of node: Berth_Tracker_V1_Node) -> ClusterView.Amount {
        var amount = used(node.usage)
        let held = node.inventory.pciDevices.count { $0.status == .claimed || $0.status == .allocated }
        amount.devices = Int64(held)
        return amount
    }

    /// What is used on a node, without its devices, which replies to claims do not tell.
    static func used(_ usage: Berth_Tracker_V1_Usage) -> ClusterView.Amount {
        ClusterView.Amount(vcpus: usage.vcpusUsed, memoryMebibytes: usage.memoryMbUsed)
    }

    private static func overcommitted(_ amount: Int64, _ ratio: Double) -> Int64 {
        Int64(exactly: (Double(amount) * ratio).rounded(.down)) ?? amount
    }

    /// The same for the same host, so that a second run reports the same node and not another one of its name.
    private func nodeUUID(_ node: Int) -> String {
        let seed = host(of: node).utf8.reduce(0x84_2223_25cb_f29c as UInt64) { ($0 ^ UInt64($1)) &* 0x0100_0000_01b3 }
        var random = SeededRandom(seed: seed)
        return random.uuid()
    }
}

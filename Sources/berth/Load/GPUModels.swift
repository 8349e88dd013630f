import Wire

/// The GPUs of a workload as PCI devices: one product number for each model.
struct GPUModels: Sendable, Equatable {
    /// The vendor of all of them.
    static let vendor = "10de"
    /// The most that a node can have: a bus of its own for each.
    static let mostOfNode: Int64 = 200

    private let numbers: [String: Int]

    /// Numbers the models in the order of their names, from 1.
    init(_ names: Set<String>) {
        numbers = Dictionary(
            uniqueKeysWithValues: names.sorted().enumerated().map { ($1, $0 + 1) })
    }

    /// The models that a workload has or asks for.
    init(of workload: Workload) {
        let owned = workload.nodes.filter { $0.gpus > 0 }.map(\.gpuModel)
        self.init(Set(owned).union(workload.tasks.flatMap(\.gpuModels)))
    }

    /// The address of a node's GPU, counted from 0.
    static func address(_ index: Int) -> String {
        precondition((0..<Int(mostOfNode)).contains(index), "a node has at most \(mostOfNode) GPUs")
        let bus = String(index + 1, radix: 16)
        return "0000:" + (bus.count == 1 ? "0" : "") + bus + ":00.0"
    }

    /// A node's GPUs as it reports them.
    func devices(of node: Workload.Node) -> [Berth_Tracker_V1_PciDevice] {
        (0..<Int(node.gpus)).map { index in
            var device = Berth_Tracker_V1_PciDevice()
            device.address = Self.address(index)
            device.vendorID = Self.vendor
            device.productID = product(node.gpuModel)
            device.type = .standard
            device.label = node.gpuModel
            return device
        }
    }

    /// What a task asks for: each accepted model is an alternative, and without any every GPU is.
    func request(of task: Workload.Task, identifier: String) -> Berth_Tracker_V1_PciRequest {
        var request = Berth_Tracker_V1_PciRequest()
        request.requestID = identifier
        request.aliasName = "gpu"
        request.count = Int32(clamping: task.gpus)
        let products: [String?] = task.gpuModels.isEmpty ? [nil] : task.gpuModels.map(product)
        request.specs = products.map { product in
            var spec = Berth_Tracker_V1_PciSpec()
            spec.matches = ["vendor_id": Self.vendor]
            spec.matches["product_id"] = product
            return spec
        }
        return request
    }

    private func product(_ model: String) -> String {
        let digits = String(numbers[model] ?? 0, radix: 16)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}

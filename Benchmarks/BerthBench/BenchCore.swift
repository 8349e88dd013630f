import Foundation
import Tracker

/// A core of its own for measurements: nodes with room for everything, and instances that are all alike.
struct BenchCore {
    private(set) var state = State()
    /// What decides.
    var policy = Policy()

    static let small = Flavor(id: "42", name: "m1.small", vcpus: 1, memoryMebibytes: 512, rootGibibytes: 5)
    static let large = Flavor(id: "43", name: "m1.medium", vcpus: 2, memoryMebibytes: 1024, rootGibibytes: 5)

    /// Reports so many nodes.
    init(nodes: Int, policy: Policy = Policy()) throws {
        self.policy = policy
        for index in 0..<nodes {
            let inventory = Inventory(vcpus: 100_000, memoryMebibytes: 1 << 30, localGibibytes: 10_000_000)
            let report = ReportInventory(node: Self.node(index), nodeUUID: "node-\(index)", inventory: inventory)
            try apply(.reportInventory(report), "report")
        }
    }

    /// Reports a node with cells and devices, and with plain amounts for everything.
    mutating func report(_ topology: NUMATopology?, devices: [PCIDevice] = [], on index: Int = 0) throws {
        let inventory = Inventory(
            vcpus: 100_000, memoryMebibytes: 1 << 30, localGibibytes: 10_000_000, numaTopology: topology,
            pciDevices: devices)
        try apply(
            .reportInventory(
                ReportInventory(node: Self.node(index), nodeUUID: "node-\(index)", inventory: inventory)), "report")
    }

    /// Claims an instance on a node.
    mutating func claim(_ number: Int, on node: Int) throws {
        try apply(
            .claimInstance(ClaimInstance(node: Self.node(node), instance: Self.instance(number))), "claim-\(number)")
    }

    /// Decides and applies a command; the facts that it led to.
    @discardableResult
    mutating func apply(_ command: Command, _ key: String) throws -> Int {
        switch decide(state, command, Self.context(key), policy: policy) {
        case .refused(let refusal): throw BenchError("the core has refused a plain request: \(refusal.message)")
        case .accepted(let facts, _):
            for fact in facts { state.evolve(fact) }
            return facts.count
        }
    }

    /// The key and time of a measured request.
    static func context(_ key: String) -> CommandContext {
        CommandContext(requestKey: key, now: Instant(nanoseconds: PipelineFeed.nowNanoseconds))
    }

    /// A node by its number.
    static func node(_ index: Int) -> NodeIdentifier {
        NodeIdentifier(host: "compute-\(index)", name: "compute-\(index)")
    }

    /// A UUID that ends in a number.
    static func uuid(_ number: Int, _ group: String = "0") -> String {
        "\(group)d4f2c3e-5b6a-4c7d-8e9f-\(100_000_000_000 + number)"
    }

    /// An active instance, where it is if that is said.
    static func instance(_ number: Int, at node: NodeIdentifier? = nil) -> Instance {
        Instance(
            uuid: uuid(number), projectID: "project", userID: "user", flavor: small, vmState: .active,
            osType: "linux", host: node?.host ?? "", node: node?.name ?? "")
    }
}

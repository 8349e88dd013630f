import Tracker

/// Draws commands over a small world, so that they meet: few hosts, nodes, instances, flavors and units.
struct CommandGenerator {
    private var random: SplitMix
    /// Keys of requests so far, so that an abort can name one.
    var keys: [String] = [""]
    /// Leases to end; set from the state before each draw.
    var leases: [EndLease] = []

    init(seed: UInt64) { random = SplitMix(seed: seed) }

    mutating func draw<Value>(_ values: [Value], else fallback: Value) -> Value {
        values.randomElement(using: &random) ?? fallback
    }

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

    mutating func number(_ range: ClosedRange<Int64>) -> Int64 { Int64.random(in: range, using: &random) }

    mutating func command() -> Command {
        switch number(0...99) {
        case 0..<14: return .reportInventory(report())
        case 14..<17:
            return .setNodeEnabled(
                SetNodeEnabled(node: node(), isEnabled: chance(70), reason: draw(["", "full"], else: "")))
        case 17..<21: return .removeNode(RemoveNode(node: node(), isForced: chance(50)))
        case 21..<22: return .getNode(node())
        case 22..<23: return .listNodes(ListNodes(pageSize: Int(number(1...3)), after: chance(50) ? node() : nil))
        case 23..<55: return .claimInstance(claim())
        case 55..<63:
            let key = chance(60) ? "" : draw(keys, else: "")
            return .abortInstanceClaim(AbortInstanceClaim(node: node(), instanceUUID: uuid(), claimRequestID: key))
        case 63..<84:
            return .updateInstance(UpdateInstance(node: node(), instance: instance(), hasFlavor: chance(40)))
        case 84..<86: return .getInstance(InstanceIdentifier(host: node().host, uuid: uuid()))
        case 86..<92: return .checkFit(fit())
        case 92..<96: return .reportBuildResult(ReportBuildResult(node: node(), isSuccess: chance(30)))
        default: return .endLease(endLease())
        }
    }

    private mutating func node() -> NodeIdentifier {
        draw(Self.nodes, else: Fixture.node)
    }

    private static let nodes = [
        NodeIdentifier(host: "a", name: "n1"), NodeIdentifier(host: "a", name: "n2"),
        NodeIdentifier(host: "b", name: "n1"),
    ]

    private mutating func uuid() -> String { Fixture.uuid(Int(number(1...9))) }

    private mutating func report() -> ReportInventory {
        let node = node()
        let own = "node-\(node.host)-\(node.name)"
        let reserved = ReservedReport(
            vcpus: chance(50) ? number(0...2) : nil, memoryMebibytes: chance(80) ? number(0...600) : nil,
            diskMebibytes: chance(50) ? number(0...3000) : nil)
        let ratios = AllocationRatiosReport(
            cpu: draw([nil, 0, 1, 1.5, 4], else: nil), ram: draw([nil, 0, 1, 1.1], else: nil),
            disk: draw([nil, 0.7, 1], else: nil))
        let inventory = Fixture.inventory(
            vcpus: number(0...16), memory: number(0...4096), disk: number(0...40), reserved: reserved, ratios: ratios,
            pools: chance(70) ? pools(node) : [])
        return ReportInventory(
            node: node, nodeUUID: chance(80) ? own : draw(["node-a-n1", "node-a-n2", "node-b-n1", "other"], else: own),
            inventory: inventory, serviceID: draw(["", "service"], else: ""))
    }

    private mutating func pools(_ node: NodeIdentifier) -> [ResourcePool] {
        // One provider is listed by every node, as a careless driver might.
        let provider = chance(70) ? "p-\(node.host)-\(node.name)" : "p-shared"
        return ["CUSTOM_A", "CUSTOM_B"].map { resourceClass in
            Fixture.pool(
                resourceClass, (0..<number(0...3)).map { "u\($0)" }, provider: provider)
        }
    }

    private mutating func flavor() -> Flavor {
        let flavors = [
            Fixture.small, Fixture.large, Flavor(id: "nothing"),
            Flavor(id: "swap", vcpus: 1, memoryMebibytes: 64, ephemeralGibibytes: 1, swapMebibytes: 700),
            Flavor(id: "numa", vcpus: 1, memoryMebibytes: 64, extraSpecs: ["hw:numa_nodes": "1"]),
        ]
        return chance(90) ? draw(Array(flavors.prefix(4)), else: Fixture.small) : draw(flavors, else: Fixture.small)
    }

    private mutating func instance() -> Instance {
        let vmStates: [VMState?] = [nil] + VMState.allCases
        let vmState = chance(60) ? draw([.active, .building], else: .active) : draw(vmStates, else: nil)
        let taskState = chance(60) ? nil : draw(TaskState.allCases, else: .spawning)
        return Instance(
            uuid: uuid(), projectID: draw(["", "p1", "p2"], else: ""), flavor: flavor(),
            isVolumeBacked: draw([nil, nil, nil, true, false], else: nil), vmState: vmState, taskState: taskState,
            osType: draw(["", "linux", "windows"], else: ""),
            pciRequests: chance(3)
                ? [PCIRequest(requestID: "r", specs: [PCISpec(matches: ["vendor_id": "10de"])])] : [],
            isDeleted: chance(2),
            updateTime: chance(30) ? Instant(nanoseconds: number(0...20)) : nil)
    }

    private mutating func limits() -> Limits {
        Limits(
            memoryMebibytes: chance(20) ? number(0...4096) : nil, diskGibibytes: chance(20) ? number(0...30) : nil,
            vcpus: chance(20) ? number(0...12) : nil)
    }

    private mutating func allocations(_ node: NodeIdentifier) -> [Allocation] {
        (0..<number(0...2)).map { _ in
            Allocation(
                providerUUID: chance(80) ? "p-\(node.host)-\(node.name)" : "p-shared",
                resources: ["CUSTOM_A": number(0...2), "CUSTOM_B": number(0...1), "VCPU": 1])
        }
    }

    private mutating func claim() -> ClaimInstance {
        let node = node()
        return ClaimInstance(
            node: node, instance: instance(), limits: limits(), allocations: allocations(node),
            leaseNanoseconds: chance(40) ? number(1...60) : nil)
    }

    private mutating func fit() -> CheckFit {
        let node = node()
        let names = draw([[], ["n1"], ["n2", "n1", "n2"], ["n9"]], else: [])
        return CheckFit(
            host: chance(90) ? node.host : "nowhere", nodes: names, instance: instance(), limits: limits(),
            allocations: allocations(node))
    }

    private mutating func endLease() -> EndLease {
        let invented = EndLease(
            instance: InstanceIdentifier(host: node().host, uuid: uuid()), claimRequestID: draw(keys, else: ""),
            leaseEndTime: Instant(nanoseconds: number(0...400)))
        return chance(80) ? draw(leases, else: invented) : invented
    }
}

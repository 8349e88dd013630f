import Testing

@testable import Tracker

/// Random reports, claims, moves, audits, removals, and restarts on two nodes; every property after each step.
///
/// What each kind of step must lead to is beside it; `check` is what must hold after any of them.
struct RandomDeviceRun {
    var host: DeviceShard
    var random: SplitMix
    /// The nodes as they are addressed at the moment: an audit may find one under another host.
    var nodes = [Fixture.node, Fixture.away]
    /// What each node reports at the moment.
    var reported: [[PCIDevice]]
    /// What of each node's latest report was kept, by an independent rule; nil: the node is not known.
    var stored: [[PCIDevice]?] = [[], nil]
    var moves: [Move] = []
    var number = 0
    /// How often each kind of step was accepted, and refused, and what else came about.
    private(set) var counts: [String: Int] = [:]

    init(seed: UInt64) throws {
        random = SplitMix(seed: seed)
        let sockets: [[Int32?]] = [[0, 1], [0, 0], [0, nil]]
        host = try DeviceShard(
            [], specs: Self.specs[0], sockets: sockets[Int(seed % 3)],
            aliases: ["gpu": DeviceAlias(specs: [PCISpec(matches: Ask.gpuSpec)])])
        // Long enough for some audits to come too early, and for others not to.
        host.shard.policy.auditGraceNanoseconds = 5_000_000_000
        reported = [Self.universe, Self.universe]
        try report(0, "start")
        try report(1, "start")
    }

    static let universe: [PCIDevice] = {
        let vdpa = [SpecHost.device("0000:84:10.0", "15b3", "101e", .vdpa, numaNode: 1, parent: "0000:82:00.0")]
        return (SpecHost.devices + vdpa).map { device in
            var device = device
            if device.address == "0000:81:00.0" { device.extra["ifname"] = "ens1" }
            if device.type == .virtualFunction { device.providerUUID = "provider \(device.parentAddress)" }
            return device
        }
    }()

    mutating func pick<Element>(_ list: [Element]) -> Element { list[Int.random(in: list.indices, using: &random)] }

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

    mutating func count(_ kind: String) { counts[kind, default: 0] += 1 }

    /// A step, and what must hold after it.
    mutating func step(_ place: Comment) throws {
        host.shard.now = host.shard.now.advanced(byNanoseconds: 1_000_000_000)
        let index = Int.random(in: 0..<2, using: &random)
        let node = nodes[index]
        let uuid = Fixture.uuid(Int.random(in: 1...10, using: &random))
        switch Int.random(in: 0..<40, using: &random) {
        case 0...3:
            change(index)
            try report(index, place)
        case 4...9:
            let fresh = (1...10).map(Fixture.uuid).filter { home(of: $0) == nil }
            claim(fresh.isEmpty || chance(20) ? uuid : pick(fresh), on: node, place)
        case 10...15: take(uuid, on: node, place)
        case 16: allocate(uuid, on: node, place)
        case 17...19: free(uuid, on: node, place)
        case 20...23: remove(uuid, on: node, place)
        case 24...26: move(uuid, place)
        case 27...31: moveThrough(uuid, place)
        case 32...35: audit(index, place)
        case 36: chance(30) ? takeOver(index, place) : removeNode(index, place)
        default: try restart(place)
        }
        check(place)
    }

    /// Every device has one holder or none, relatives and pools agree, and what is free is what is tracked.
    private func check(_ place: Comment) {
        for (node, stored) in zip(nodes, stored) {
            let tracked = stored.map(counted)
            #expect(DeviceJudgement.problems(of: host.shard.state, on: node) == [], place)
            let held = host.shard.state.grants(on: node).flatMap(\.pciDevices)
            #expect(DeviceJudgement.exclusions(held) == [], place)
            let shown = host.shard.state.node(node)?.inventory.pciDevices
            let addresses = Set(held.map(\.address))
            let free = shown?.filter { !addresses.contains($0.address) }.map(Self.text)
            #expect(free == tracked?.filter { !addresses.contains($0.address) }.map(Self.text), place)
            let lost = addresses.subtracting((tracked ?? []).map(\.address))
            #expect(Set((shown ?? []).filter(\.removeWhenFreed).map(\.address)) == lost, place)
        }
    }

    /// What a device is when nobody has it.
    private static func text(_ device: PCIDevice) -> String {
        let tags = device.tags.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        let cell = device.numaNode.map { "\($0)" } ?? "none"
        let parts = [device.address, device.vendorID, device.productID, device.type?.wireName ?? "", cell]
        return (parts + [device.parentAddress, device.providerUUID] + tags).joined(separator: " ")
    }

    /// Runs a command; only some give devices to anybody.
    @discardableResult
    mutating func run(
        _ kind: String, _ command: Command, key: String? = nil, gives: Bool = false, _ place: Comment
    ) -> Answer? {
        let held = gives ? [] : nodes.map { holders(on: $0) }
        switch host.shard.run(command, key: key) {
        case .success(let answer):
            count(kind)
            for (node, held) in zip(nodes, held) {
                #expect(holders(on: node).allSatisfy { held[$0.key] == $0.value }, place)
            }
            return answer
        case .failure:
            count("no " + kind)
            return nil
        }
    }

    /// Who has which device, and for what.
    private func holders(on node: NodeIdentifier) -> [String: [String]] {
        let held = host.shard.state.grants(on: node).flatMap(\.pciDevices)
        return Dictionary(
            held.map { ($0.address, [$0.instanceUUID, $0.requestID]) }, uniquingKeysWith: { $0 + $1 })
    }

    /// The node and the record where an instance is at home.
    func home(of uuid: String) -> (node: NodeIdentifier, instance: Instance)? {
        for node in nodes {
            let record = host.shard.state.instanceRecord(InstanceIdentifier(host: node.host, uuid: uuid))
            if let record, record.instanceGrant?.node == node { return (node, record.instance) }
        }
        return nil
    }

    /// Which devices are free, for a choice that the tracker has no part in.
    func naive(on node: NodeIdentifier, cells: Set<Int32> = []) -> NaiveDeviceChoice {
        let devices = host.shard.state.node(node)?.inventory.pciDevices ?? []
        let sockets = host.sockets.enumerated().map { (Int32($0.offset), $0.element) }
        return NaiveDeviceChoice(
            free: devices.filter { $0.status == .available }, cells: cells,
            sockets: Dictionary(uniqueKeysWithValues: sockets))
    }
}

import Testing

@testable import Tracker

/// Random reports, claims, moves, requests about devices and restarts on two hosts; every property after each step.
struct RandomDeviceRun {
    private static let nodes = [Fixture.node, Fixture.away]
    private static let kinds: [[[String: String]]] = [
        [Ask.gpuSpec], [Ask.functionSpec], [Ask.cardSpec], [Ask.cardSpec, Ask.functionSpec], [["vendor_id": "8086"]],
        [Ask.gpuSpec, Ask.functionSpec], [["product_id": "9999"]], [["vendor_id": "15b3", "dev_type": "vdpa"]],
    ]

    private var host: DeviceShard
    private var random: SplitMix
    /// What each node reports at the moment.
    private var reported: [[PCIDevice]]
    private var moves: [Move] = []
    private var number = 0
    /// How often each kind of step was accepted, and refused.
    private(set) var counts: [String: Int] = [:]

    init(seed: UInt64) throws {
        random = SplitMix(seed: seed)
        let sockets: [[Int32?]] = [[0, 1], [0, 0], [0, nil]]
        let specs = [DeviceSpec(productID: "1515", tags: ["physical_network": "net"]), DeviceSpec()]
        host = try DeviceShard(
            [], specs: specs, sockets: sockets[Int(seed % 3)],
            aliases: ["gpu": DeviceAlias(specs: [PCISpec(matches: Ask.gpuSpec)])])
        try host.report([], on: Fixture.away, number: 1)
        reported = [Self.universe, Self.universe]
        try report(0)
        try report(1)
    }

    private static let universe: [PCIDevice] = {
        let vdpa = [SpecHost.device("0000:84:10.0", "15b3", "101e", .vdpa, numaNode: 1, parent: "0000:82:00.0")]
        return (SpecHost.devices + vdpa).map { device in
            var device = device
            if device.type == .virtualFunction { device.providerUUID = "provider \(device.parentAddress)" }
            return device
        }
    }()

    private mutating func pick<Element>(_ list: [Element]) -> Element {
        list[Int.random(in: list.indices, using: &random)]
    }

    private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

    /// A step, and what must hold after it.
    mutating func step(_ place: Comment) throws {
        host.shard.now = host.shard.now.advanced(byNanoseconds: 1_000_000_000)
        let index = Int.random(in: 0..<2, using: &random)
        let node = Self.nodes[index]
        let uuid = Fixture.uuid(Int.random(in: 1...6, using: &random))
        switch Int.random(in: 0..<20, using: &random) {
        case 0...2:
            change(index)
            try report(index)
        case 3...6: claim(uuid, on: node, place)
        case 7...9: take(uuid, on: node, place)
        case 10, 11:
            run("allocate", .allocateDevices(AllocateDevices(node: node, instanceUUID: uuid)))
        case 12, 13:
            let address = pick(Self.universe).address
            let scope = pick(FreeDevices.Scope.allCases)
            run(
                "free",
                .freeDevices(
                    FreeDevices(
                        node: node, instanceUUID: uuid, addresses: chance(50) ? [address] : [], scope: scope)))
        case 14: remove(uuid, on: node)
        case 15...18: move(uuid)
        default: try host.restart()
        }
        for node in Self.nodes {
            #expect(DeviceJudgement.problems(of: host.shard.state, on: node) == [], place)
            let held = host.shard.state.grants(on: node).flatMap(\.pciDevices)
            #expect(DeviceJudgement.exclusions(held) == [], place)
        }
    }

    private mutating func run(_ kind: String, _ command: Command) {
        let before = host.shard.state.allEntities()
        switch host.shard.run(command) {
        case .success: counts[kind, default: 0] += 1
        case .failure:
            counts["no " + kind, default: 0] += 1
            #expect(host.shard.state.allEntities() == before)
        }
    }

    /// Devices appear, vanish, and change in every way.
    private mutating func change(_ index: Int) {
        let device = pick(Self.universe)
        guard let known = reported[index].firstIndex(where: { $0.address == device.address }) else {
            reported[index].append(device)
            return
        }
        switch Int.random(in: 0..<6, using: &random) {
        case 0, 1: reported[index].remove(at: known)
        case 2: reported[index][known].numaNode = pick([nil, 0, 1])
        case 3: reported[index][known].productID = pick([device.productID, "9999"])
        case 4 where device.type == .virtualFunction:
            reported[index][known].parentAddress = pick(["0000:81:00.0", "0000:82:00.0", "0000:99:00.0"])
        case 5 where device.type == .standard:
            reported[index][known].type = pick([.standard, .physicalFunction])
        default: reported[index][known] = device
        }
    }

    /// The order of a report says nothing: the same devices in another order are no news.
    private mutating func report(_ index: Int) throws {
        try host.report(reported[index].shuffled(using: &random), on: Self.nodes[index], number: index)
        let facts = host.shard.facts.count
        try host.report(reported[index].shuffled(using: &random), on: Self.nodes[index], number: index)
        #expect(host.shard.facts.count == facts)
        counts["report", default: 0] += 1
    }

    private mutating func requests() -> [PCIRequest] {
        (0..<Int.random(in: 1...3, using: &random)).map { _ in
            number += 1
            let specs = pick(Self.kinds)
            let count = Int32.random(in: 1...3, using: &random)
            var request = Ask.request(
                count, specs, policy: pick([nil, .legacy, .required, .preferred, .socket]),
                id: Fixture.uuid(10_000 + number))
            if chance(10) {
                request.providerUUIDs = (0..<count).map { _ in pick(["provider 0000:81:00.0", "provider 0000:82:00.0"]) }
            }
            return request
        }
    }

    private mutating func claim(_ uuid: String, on node: NodeIdentifier, _ place: Comment) {
        var instance = DeviceShard.instance(1, requests())
        instance.uuid = uuid
        if chance(30) {
            instance.pciRequests = chance(50) ? [Ask.request(1, [Ask.functionSpec], port: "port")] : []
            instance.flavor.extraSpecs["pci_passthrough:alias"] = "gpu:1"
        }
        var naive = naive(on: node, cells: [])
        let requests = (try? DeviceRequests.of(instance, host.shard.policy.devices).get()) ?? []
        let expected = naive.choose(requests)
        let isHeld = Self.nodes.contains { node in
            host.shard.state.grants(on: node).contains { $0.instanceUUID == uuid }
        }
        let devices = host.shard.state.grants(on: node).count
        run("claim", .claimInstance(ClaimInstance(node: node, instance: instance)))
        guard !isHeld else { return }
        let grant = host.shard.state.grants(on: node).first { $0.instanceUUID == uuid }
        #expect(grant?.pciDevices.map(\.address) == expected?.flatMap(\.self), place)
        #expect(host.shard.state.grants(on: node).count == devices + (expected == nil ? 0 : 1), place)
        if let grant {
            #expect(DeviceGrantCheck.problems(grant.pciDevices, grant.pciRequests, cells: []) == [], place)
        }
    }

    /// Devices for a grant that is there; every other time they are let go of at once, and nothing has changed.
    private mutating func take(_ uuid: String, on node: NodeIdentifier, _ place: Comment) {
        guard let grant = host.shard.state.grants(on: node).first(where: { $0.instanceUUID == uuid && $0.side != .moveOld })
        else { return }
        let cells = pick([[], [0], [1], [0, 1], [7]] as [[Int32]])
        let requests = requests()
        var naive = naive(on: node, cells: Set(cells))
        let expected = naive.choose(requests)
        let pools = host.pools(on: node)
        let command = ClaimDevices(
            node: node, instanceUUID: uuid, requests: requests, hostCells: cells, migrationUUID: grant.migrationUUID)
        run("take", .claimDevices(command))
        let after = host.shard.state.grants(on: node).first { $0.isSameClaim(as: grant) && $0.instanceUUID == uuid }
        let taken = (after?.pciDevices ?? []).dropFirst(grant.pciDevices.count)
        #expect(taken.map(\.address) == expected?.flatMap(\.self) ?? [], place)
        guard expected != nil else { return }
        #expect(DeviceGrantCheck.problems(Array(taken), requests, cells: Set(cells)) == [], place)
        guard chance(50) else { return }
        run("free", .freeDevices(FreeDevices(node: node, instanceUUID: uuid, addresses: taken.map(\.address))))
        #expect(host.pools(on: node) == pools, place)
    }

    private func naive(on node: NodeIdentifier, cells: Set<Int32>) -> NaiveDeviceChoice {
        let devices = host.shard.state.node(node)?.inventory.pciDevices ?? []
        let sockets = host.sockets.enumerated().map { (Int32($0.offset), $0.element) }
        return NaiveDeviceChoice(
            free: devices.filter { $0.status == .available }, cells: cells,
            sockets: Dictionary(uniqueKeysWithValues: sockets))
    }

    private mutating func remove(_ uuid: String, on node: NodeIdentifier) {
        guard let record = host.shard.state.instanceRecord(InstanceIdentifier(host: node.host, uuid: uuid)) else {
            return
        }
        var instance = record.instance
        instance.isDeleted = true
        run("remove", .updateInstance(UpdateInstance(node: node, instance: instance)))
    }

    /// A step of a move, in order or not.
    private mutating func move(_ uuid: String) {
        if chance(40) || moves.isEmpty {
            guard let source = Self.nodes.first(where: { node in
                host.shard.state.grants(on: node).contains { $0.instanceUUID == uuid && $0.side == .instance }
            }), let record = host.shard.state.instanceRecord(InstanceIdentifier(host: source.host, uuid: uuid))
            else { return }
            number += 1
            let type = pick([.resize, .coldMigration, .liveMigration, .evacuation] as [MigrationType])
            let isWithin = chance(30) && (type == .resize || type == .coldMigration)
            let other = source == Fixture.node ? Fixture.away : Fixture.node
            var move = Move(
                type, of: record.instance, from: source, to: isWithin ? source : other, number: 20_000 + number)
            move.newFlavor?.extraSpecs["pci_passthrough:alias"] = chance(50) ? "gpu:1" : nil
            run("claim move", move.claim())
            moves.append(move)
            return
        }
        let move = pick(Array(moves.suffix(3)))
        let isLive = move.type == .liveMigration
        switch Int.random(in: 0..<6, using: &random) {
        case 0, 1:
            let steps: [MigrationStatus] =
                isLive ? [.queued, .preparing, .running, .completed] : [.migrating, .postMigrating]
            for step in steps {
                run("tell", move.tell(.source, step, record: move.type.claimedStatus))
            }
        case 2: run("finish", move.finish())
        case 3: run("confirm", move.confirm(record: .finished))
        case 4:
            run("revert", move.revert())
            run("tell", move.tell(.source, .reverted, record: .reverted))
        default: run("abort", move.abort(chance(70) ? .destination : .source, .error))
        }
    }
}

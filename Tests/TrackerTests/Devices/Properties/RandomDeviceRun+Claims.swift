import Testing

@testable import Tracker

/// Claims, and devices that grants get and let go of.
extension RandomDeviceRun {
    private static let kinds: [[[String: String]]] = [
        [Ask.gpuSpec], [Ask.functionSpec], [Ask.cardSpec], [Ask.cardSpec, Ask.functionSpec], [["vendor_id": "8086"]],
        [Ask.gpuSpec, Ask.functionSpec], [["product_id": "9999"]], [["vendor_id": "15b3", "dev_type": "vdpa"]],
    ]

    mutating func requests() -> [PCIRequest] {
        (0..<pick([1, 1, 1, 2, 3])).map { _ in
            number += 1
            let specs = pick(Self.kinds)
            let count = pick([1, 1, 1, 2, 3] as [Int32])
            var request = Ask.request(
                count, specs, policy: pick([nil, .legacy, .required, .preferred, .socket]),
                id: Fixture.uuid(10_000 + number))
            if chance(10) {
                let providers = ["provider 0000:81:00.0", "provider 0000:82:00.0"]
                request.providerUUIDs = (0..<count).map { _ in pick(providers) }
            }
            return request
        }
    }

    mutating func claim(_ uuid: String, on node: NodeIdentifier, _ place: Comment) {
        var instance = DeviceShard.instance(1, requests())
        instance.uuid = uuid
        if chance(30) {
            instance.pciRequests = chance(50) ? [Ask.request(1, [Ask.functionSpec], port: "port")] : []
            instance.flavor.extraSpecs["pci_passthrough:alias"] = "gpu:1"
        }
        var naive = naive(on: node)
        let requests = (try? DeviceRequests.of(instance, host.shard.policy.devices).get()) ?? []
        let expected = naive.choose(requests)
        let isHeld = nodes.contains { node in
            host.shard.state.grants(on: node).contains { $0.instanceUUID == uuid }
        }
        let grants = host.shard.state.grants(on: node).count
        run("claim", .claimInstance(ClaimInstance(node: node, instance: instance)), gives: true, place)
        guard !isHeld else { return }
        let grant = host.shard.state.grants(on: node).first { $0.instanceUUID == uuid }
        #expect(grant?.pciDevices.map(\.address) == expected?.flatMap(\.self), place)
        #expect(host.shard.state.grants(on: node).count == grants + (expected == nil ? 0 : 1), place)
        if let grant { checkAnswered(grant.pciDevices, grant.pciRequests, place) }
    }

    func checkAnswered(
        _ devices: [PCIDevice], _ requests: [PCIRequest], cells: Set<Int32> = [], _ place: Comment
    ) {
        let problems = DeviceGrantCheck.problems(devices, requests, cells: cells, sockets: host.sockets)
        #expect(problems == [], place)
    }

    /// Devices for a grant that is there; every other time they are let go of at once, and nothing has changed.
    mutating func take(_ uuid: String, on node: NodeIdentifier, migration: String? = nil, _ place: Comment) {
        let grants = host.shard.state.grants(on: node).filter { $0.instanceUUID == uuid && $0.side != .moveOld }
        let meant = grants.filter { migration == nil || $0.migrationUUID == migration }
        guard !meant.isEmpty else { return }
        let grant = pick(meant)
        let cells = pick([[], [0], [1], [0, 1], [7]] as [[Int32]])
        let requests = requests()
        var naive = naive(on: node, cells: Set(cells))
        let expected = naive.choose(requests)
        let pools = host.pools(on: node)
        let command = ClaimDevices(
            node: node, instanceUUID: uuid, requests: requests, hostCells: cells, migrationUUID: grant.migrationUUID)
        run("take", .claimDevices(command), gives: true, place)
        let after = host.shard.state.grants(on: node).first { $0.isSameClaim(as: grant) && $0.instanceUUID == uuid }
        let taken = (after?.pciDevices ?? []).dropFirst(grant.pciDevices.count)
        #expect(taken.map(\.address) == expected?.flatMap(\.self) ?? [], place)
        #expect(taken.allSatisfy { $0.status == .claimed }, place)
        guard expected != nil else { return }
        checkAnswered(Array(taken), requests, cells: Set(cells), place)
        guard migration == nil, chance(50) else { return }
        let free = FreeDevices(
            node: node, instanceUUID: uuid, addresses: taken.map(\.address),
            migrationUUID: chance(50) ? grant.migrationUUID : "")
        run("free", .freeDevices(free), place)
        #expect(host.pools(on: node) == pools, place)
    }

    /// The devices of a node that are held, with everything about them that a request may change.
    private func held(on node: NodeIdentifier) -> [String: String] {
        let devices = host.shard.state.grants(on: node).flatMap { grant in
            grant.pciDevices.map { device in
                let status = device.status?.rawValue ?? "none"
                return (device.address, "\(device.instanceUUID) \(grant.side) \(grant.migrationUUID) \(status)")
            }
        }
        return Dictionary(devices, uniquingKeysWith: { "\($0) and \($1)" })
    }

    /// The grants of an instance on a node, and a move that one of them is of, or none.
    private mutating func meant(_ uuid: String, on node: NodeIdentifier) -> ([Grant], migration: String) {
        let grants = host.shard.state.grants(on: node).filter { $0.instanceUUID == uuid }
        let migration = chance(50) ? pick(grants.map(\.migrationUUID) + [Fixture.uuid(1)]) : ""
        return (grants.filter { migration.isEmpty || $0.migrationUUID == migration }, migration)
    }

    /// What was taken is in use, on the side that is meant or on each; nothing else changes.
    mutating func allocate(_ uuid: String, on node: NodeIdentifier, _ place: Comment) {
        let (grants, migration) = meant(uuid, on: node)
        var expected = held(on: node)
        for device in grants.flatMap(\.pciDevices) {
            expected[device.address]?.replace("claimed", with: "allocated")
        }
        let command = AllocateDevices(node: node, instanceUUID: uuid, migrationUUID: migration)
        run("allocate", .allocateDevices(command), place)
        #expect(held(on: node) == expected, place)
    }

    /// What is meant is let go of, and nothing else: of several grants the instance's own, unless something says more.
    mutating func free(
        _ uuid: String, on node: NodeIdentifier, scope given: FreeDevices.Scope? = nil, _ place: Comment
    ) {
        let (all, migration) = meant(uuid, on: node)
        let known = all.flatMap(\.pciDevices).map(\.address)
        let addresses = chance(50) ? [pick(known + [pick(Self.universe).address])] : []
        let scope = given ?? pick(FreeDevices.Scope.allCases)
        let own = all.filter { $0.side == .instance }
        let isOwn = migration.isEmpty && addresses.isEmpty && !own.isEmpty
        var expected = held(on: node)
        for device in (isOwn ? own : all).flatMap(\.pciDevices) {
            let isMeant = addresses.isEmpty || addresses.contains(device.address)
            let isInScope = scope == .both || (scope == .claimed) == (device.status == .claimed)
            if isMeant, isInScope { expected[device.address] = nil }
        }
        if expected.count < held(on: node).count, !own.isEmpty, own.count < all.count { count("free of two grants") }
        let command = FreeDevices(
            node: node, instanceUUID: uuid, addresses: addresses, scope: scope, migrationUUID: migration)
        run("free", .freeDevices(command), place)
        #expect(held(on: node) == expected, place)
    }

    mutating func remove(_ uuid: String, on node: NodeIdentifier, _ place: Comment) {
        let record = host.shard.state.instanceRecord(InstanceIdentifier(host: node.host, uuid: uuid))
        guard var instance = record?.instance else { return }
        instance.isDeleted = true
        run("remove", .updateInstance(UpdateInstance(node: node, instance: instance)), place)
    }
}

extension String {
    /// Puts a word in the place of another at the end.
    fileprivate mutating func replace(_ word: String, with other: String) {
        if hasSuffix(" " + word) { self = dropLast(word.count) + other }
    }
}

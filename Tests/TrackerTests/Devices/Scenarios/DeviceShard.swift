import Testing

@testable import Tracker

/// A tracker with one node whose devices matter; every step is checked as `Shard` does, and by an independent rule.
struct DeviceShard {
    var shard: Shard
    /// Sockets of the host cells 0, 1, …; nil: the cell has none.
    var sockets: [Int32?]

    /// A node that has reported devices.
    init(
        _ devices: [PCIDevice] = SpecHost.devices, specs: [DeviceSpec] = [DeviceSpec()], sockets: [Int32?] = [0, 1],
        aliases: [String: DeviceAlias] = [:]
    ) throws {
        shard = Shard()
        shard.policy.devices = DeviceConfiguration(specs: specs, aliases: aliases)
        // As in a worker, and unlike in a tool that reads a store without its settings.
        shard.state = State(deviceSpecs: specs)
        self.sockets = sockets
        try report(devices)
    }

    func inventory(_ devices: [PCIDevice]) -> Inventory {
        var inventory = Fixture.inventory(vcpus: 1000, memory: 1_000_000, disk: 10_000)
        inventory.pciDevices = devices
        inventory.numaTopology = NUMATopology(
            cells: sockets.enumerated().map { index, socket in
                let cpus = (0..<8).map { Int32(index * 8 + $0) }
                return NUMACell(
                    id: Int32(index), cpuset: cpus, pcpuset: cpus, memoryMebibytes: 100_000,
                    siblings: cpus.map { [$0] }, socket: socket)
            })
        return inventory
    }

    mutating func report(_ devices: [PCIDevice], on node: NodeIdentifier = Fixture.node, number: Int = 0) throws {
        let uuid = number == 0 ? Fixture.nodeUUID : Fixture.uuid(800 + number)
        try shard.report(inventory(devices), node: node, uuid: uuid)
    }

    static func instance(_ number: Int, _ requests: [PCIRequest], flavor: Flavor = Fixture.small) -> Instance {
        var instance = Fixture.instance(number, flavor)
        instance.pciRequests = requests
        return instance
    }

    /// Claims for a new instance; its devices, or nil if it is refused.
    ///
    /// The check says the same, and a refusal changes nothing.
    mutating func claim(_ number: Int, _ requests: PCIRequest...) throws -> [String]? {
        try claim(Self.instance(number, requests))
    }

    mutating func claim(_ instance: Instance, on node: NodeIdentifier = Fixture.node) throws -> [String]? {
        let check = CheckFit(host: node.host, nodes: [node.name], instance: instance)
        guard case .fits(let fits) = try shard.run(.checkFit(check)).get() else { throw Unexpected.answer }
        let before = shard.state.allEntities()
        switch shard.run(.claimInstance(ClaimInstance(node: node, instance: instance))) {
        case .success(.instanceClaimed(let grant, _)):
            #expect(fits.first?.grant?.pciDevices == grant.pciDevices)
            checkHolders()
            return SpecHost.places(grant.pciDevices)
        case .failure(let refused):
            #expect(fits.first?.refusal?.shortfalls == refused.refusal.shortfalls)
            #expect(refused.refusal.shortfalls.first?.reason == "PCI_NO_FIT")
            #expect(shard.state.allEntities() == before)
            return nil
        default: throw Unexpected.answer
        }
    }

    /// Claims devices for an instance that is there, on host cells; nil if it is refused.
    mutating func take(
        _ number: Int, on cells: [Int32] = [], migration: String = "", node: NodeIdentifier = Fixture.node,
        _ requests: PCIRequest...
    ) throws -> [String]? {
        if migration.isEmpty, shard.state.grants(on: node).allSatisfy({ $0.instanceUUID != Fixture.uuid(number) }) {
            _ = try claim(Self.instance(number, []), on: node)
        }
        let before = shard.state.allEntities()
        let command = ClaimDevices(
            node: node, instanceUUID: Fixture.uuid(number), requests: requests, hostCells: cells,
            migrationUUID: migration)
        switch shard.run(.claimDevices(command)) {
        case .success(.devices(.claim, let devices)):
            #expect(devices.allSatisfy { $0.status == .claimed && $0.instanceUUID == Fixture.uuid(number) })
            checkHolders()
            return SpecHost.places(devices)
        case .failure(let refused):
            #expect(refused.refusal.shortfalls.first?.reason == "PCI_NO_FIT")
            #expect(shard.state.allEntities() == before)
            return nil
        default: throw Unexpected.answer
        }
    }

    @discardableResult
    mutating func allocate(_ number: Int, on node: NodeIdentifier = Fixture.node) throws -> [String] {
        let command = AllocateDevices(node: node, instanceUUID: Fixture.uuid(number))
        guard case .devices(.allocate, let devices) = try shard.run(.allocateDevices(command)).get() else {
            throw Unexpected.answer
        }
        checkHolders()
        return SpecHost.places(devices)
    }

    @discardableResult
    mutating func free(
        _ number: Int, _ addresses: String..., scope: FreeDevices.Scope = .both, on node: NodeIdentifier = Fixture.node
    ) throws -> [PCIDevice] {
        let command = FreeDevices(
            node: node, instanceUUID: Fixture.uuid(number), addresses: addresses.map { "0000:" + $0 }, scope: scope)
        guard case .devices(.free, let devices) = try shard.run(.freeDevices(command)).get() else {
            throw Unexpected.answer
        }
        checkHolders()
        return devices
    }

    /// The tracker is started anew from what is stored, with the device specs of its settings, or with others.
    mutating func restart(specs: [DeviceSpec]? = nil) throws {
        if let specs { shard.policy.devices.specs = specs }
        let stored = shard.state.allEntities()
        shard.state = try State(loading: stored, deviceSpecs: shard.policy.devices.specs)
        #expect(shard.state.allEntities() == stored)
        #expect(violations(of: shard.state) == [])
        checkHolders()
    }

    func device(_ place: String, on node: NodeIdentifier = Fixture.node) -> PCIDevice? {
        shard.state.node(node)?.inventory.pciDevices.first { $0.address == "0000:" + place }
    }

    /// The status of a device; nil: the node has no such device.
    func status(_ place: String, on node: NodeIdentifier = Fixture.node) -> PCIDeviceStatus? {
        device(place, on: node)?.status
    }

    func pools(on node: NodeIdentifier = Fixture.node) -> [PCIPool] { shard.state.usage(of: node)?.pciPools ?? [] }

    /// How many devices are free in the pools of a kind, by the address that the pool has: `8086:1515` and so on.
    func free(_ product: String, at addresses: [String], on node: NodeIdentifier = Fixture.node) -> [Int32] {
        addresses.map { address in
            pools(on: node).filter {
                $0.keys["product_id"] == product && $0.keys["address"] == "0000:" + address
            }.reduce(0) { $0 + $1.count }
        }
    }

    var gpus: [Int32] { free("1db6", at: ["05:00.0", "06:00.0", "07:00.0"]) }
    var functions: [Int32] { free("1515", at: ["81:00.0", "82:00.0"]) }
    var cards: [Int32] { free("1528", at: ["81:00.0", "82:00.0"]) }

    /// The properties of section 12 by a rule that shares nothing with the book.
    func checkHolders() {
        for node in [Fixture.node, Fixture.away] {
            #expect(DeviceJudgement.problems(of: shard.state, on: node) == [])
        }
    }
}

/// Requests of the scenarios.
enum Ask {
    static func request(
        _ count: Int32, _ specs: [[String: String]], policy: PCINUMAPolicy? = nil, providers: [String] = [],
        port: String = "", id: String = "", alias: String = "alias"
    ) -> PCIRequest {
        PCIRequest(
            requestID: id, aliasName: port.isEmpty ? alias : "", count: count,
            specs: specs.map { PCISpec(matches: $0) }, numaPolicy: policy, requesterID: port, providerUUIDs: providers)
    }

    static let gpuSpec = ["vendor_id": "10de", "product_id": "1db6"]
    static let functionSpec = ["vendor_id": "8086", "product_id": "1515"]
    static let cardSpec = ["vendor_id": "8086", "product_id": "1528", "dev_type": "type-PF"]

    static func gpu(_ count: Int32, _ policy: PCINUMAPolicy? = nil, id: String = "") -> PCIRequest {
        request(count, [gpuSpec], policy: policy, id: id)
    }

    static func gpu(_ count: Int32, with key: String, _ value: String) -> PCIRequest {
        request(count, [gpuSpec.merging([key: value]) { $1 }])
    }

    static func function(_ count: Int32, id: String = "", alias: String = "alias") -> PCIRequest {
        request(count, [functionSpec], id: id, alias: alias)
    }

    static func card(_ count: Int32) -> PCIRequest { request(count, [cardSpec]) }

    static func port(_ network: String, trusted: String? = nil, type: String? = nil, port: String = "port")
        -> PCIRequest
    {
        var spec = ["physical_network": network, "remote_managed": "False"]
        spec["trusted"] = trusted
        spec["dev_type"] = type
        return request(1, [spec], port: port)
    }
}

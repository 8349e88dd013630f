import Testing

@testable import Tracker

/// What nodes report, which of it counts, and nodes that come and go.
extension RandomDeviceRun {
    /// Device specs that come and go; most of the time the first count.
    static let specs: [[DeviceSpec]] = [
        [DeviceSpec(productID: "1515", tags: ["physical_network": "net"]), DeviceSpec()],
        [DeviceSpec(vendorID: "8086")],
        [DeviceSpec(productID: "1515", tags: ["physical_network": "other"]), DeviceSpec(vendorID: "10de")],
        [
            DeviceSpec(productID: "1515", address: .interface("ens1"), tags: ["physical_network": "net"]),
            DeviceSpec(productID: "1515", tags: ["physical_network": "other"]), DeviceSpec(vendorID: "10de"),
        ],
        [],
    ]

    /// Devices appear, vanish, and change in every way.
    mutating func change(_ index: Int) {
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
            let parent = pick(["0000:81:00.0", "0000:82:00.0", "0000:99:00.0"])
            reported[index][known].parentAddress = parent
            reported[index][known].providerUUID = "provider \(parent)"
        case 5 where device.type == .standard:
            reported[index][known].type = pick([.standard, .physicalFunction])
        default: reported[index][known] = device
        }
    }

    /// Which of some devices count, with their tags, by the device specs in force.
    func counted(_ devices: [PCIDevice]) -> [PCIDevice] {
        devices.sorted { $0.address < $1.address }.compactMap { device in
            let isBehind = devices.contains {
                $0.extra["ifname"] == "ens1" && [device.address, device.parentAddress].contains($0.address)
            }
            let spec = host.shard.policy.devices.specs.first {
                [nil, device.vendorID].contains($0.vendorID) && [nil, device.productID].contains($0.productID)
                    && ($0.address == .any || isBehind)
            }
            guard let spec else { return nil }
            var device = device
            device.tags = spec.tags
            return device
        }
    }

    /// What is known after a report of some devices: those that count, and the others on their cards.
    func kept(_ devices: [PCIDevice]) -> [PCIDevice] {
        let card = { (device: PCIDevice) in device.parentAddress.isEmpty ? device.address : device.parentAddress }
        let counted = counted(devices)
        let others = devices.filter { device in
            !counted.contains { $0.address == device.address } && counted.contains { card($0) == card(device) }
        }
        return counted + others
    }

    static func uuid(_ index: Int) -> String { index == 0 ? Fixture.nodeUUID : Fixture.uuid(801) }

    /// What a node reports; the order says nothing.
    mutating func inventory(_ index: Int) -> Inventory {
        host.inventory(reported[index].shuffled(using: &random))
    }

    /// The same devices in another order are no news.
    mutating func report(_ index: Int, _ place: Comment) throws {
        for isNew in [true, false] {
            let facts = host.shard.facts.count
            let report = ReportInventory(
                node: nodes[index], nodeUUID: Self.uuid(index), inventory: inventory(index))
            #expect(run("report", .reportInventory(report), place) != nil, place)
            #expect(isNew || host.shard.facts.count == facts, place)
        }
        if stored[index] == nil { count("return") }
        stored[index] = kept(reported[index])
    }

    /// A node goes away with all that is held on it, if it is forced; its next report makes it anew.
    mutating func removeNode(_ index: Int, _ place: Comment) {
        let removal = RemoveNode(node: nodes[index], isForced: chance(40))
        guard run("remove node", .removeNode(removal), place) != nil else { return }
        #expect(host.shard.state.grants(on: nodes[index]) == [], place)
        stored[index] = nil
    }

    /// The tracker starts anew from what is stored, some times with other device specs, which count at once.
    mutating func restart(_ place: Comment) throws {
        let shown = nodes.map { host.shard.state.node($0)?.inventory.pciDevices }
        let usage = nodes.map { host.shard.state.usage(of: $0) }
        let (entities, old) = (host.shard.state.allEntities(), host.shard.policy.devices.specs)
        let new = chance(80) ? Self.specs[0] : pick(Self.specs)
        host.shard.policy.devices.specs = new
        host.shard.state = try State(loading: entities.shuffled(using: &random), deviceSpecs: new)
        #expect(host.shard.state.allEntities() == entities, place)
        #expect(violations(of: host.shard.state) == [], place)
        count(new == old ? "restart" : "change specs")
        guard new == old else { return }
        #expect(nodes.map { host.shard.state.node($0)?.inventory.pciDevices } == shown, place)
        #expect(nodes.map { host.shard.state.usage(of: $0) } == usage, place)
    }
}

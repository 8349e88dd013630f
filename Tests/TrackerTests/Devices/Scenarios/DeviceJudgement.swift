@testable import Tracker

/// What must hold of a node's devices after every step (the end of PCI, 12), worked out from what is stored and
/// published, slowly, and without any of the code that keeps it.
enum DeviceJudgement {
    static func problems(of state: State, on node: NodeIdentifier) -> [String] {
        guard let published = state.node(node) else { return [] }
        let devices = published.inventory.pciDevices
        let held = state.grants(on: node).flatMap(\.pciDevices)
        // A device in use is published as it was granted; whose function it is now only the report says, as far as it
        // counts.
        let lost = Set(devices.filter(\.removeWhenFreed).map(\.address))
        let record = state.nodeRecord(node)?.value
        // Specs that have changed may count what was not tracked before.
        let known = (record?.inventory.pciDevices ?? []) + (record?.untrackedRelatives ?? [])
        let reported = known.filter { !lost.contains($0.address) }
        var problems: [String] = []
        func expect(_ condition: Bool, _ problem: @autoclosure () -> String) {
            if !condition { problems.append(problem()) }
        }

        expect(Set(devices.map(\.address)).count == devices.count, "an address is published twice")
        expect(Set(held.map(\.address)).count == held.count, "a device is held twice")
        for device in held {
            let shown = devices.first { $0.address == device.address }
            expect(shown?.instanceUUID == device.instanceUUID, "\(device.address) is not shown with its owner")
            expect(shown?.status == device.status, "\(device.address) is shown as \(String(describing: shown?.status))")
        }
        for device in devices {
            let isHeld = device.status == .claimed || device.status == .allocated
            expect(isHeld == held.contains { $0.address == device.address }, "\(device.address): holder and status")
            expect(isHeld == !device.instanceUUID.isEmpty, "\(device.address): owner and status")
            expect(isHeld == !device.requestID.isEmpty, "\(device.address): request and status")
            if !isHeld {
                expect(device.status == blocked(device, reported, held), "\(device.address): wrongly blocked")
            }
        }
        expect(pools(published.usage.pciPools) == pools(free: devices), "pools and free devices")
        expect(published.usage.pciPools.allSatisfy { $0.count > 0 }, "an empty pool is published")
        return problems
    }

    /// A whole card and one of its functions are never in use together, as they were granted.
    static func exclusions(_ held: [PCIDevice]) -> [String] {
        let addresses = Set(held.map(\.address))
        return held.filter { addresses.contains($0.parentAddress) }.map { "\($0.address) and its card" }
    }

    /// What the relatives of a device that nobody has make of it.
    private static func blocked(
        _ device: PCIDevice, _ reported: [PCIDevice], _ held: [PCIDevice]
    ) -> PCIDeviceStatus {
        let children = reported.filter { $0.parentAddress == device.address }.map(\.address)
        let relatives = held.filter { other in
            other.address == device.parentAddress || children.contains(other.address)
                || other.parentAddress == device.address
        }
        if relatives.contains(where: { $0.status == .allocated }) { return .unavailable }
        return relatives.isEmpty ? .available : .unclaimable
    }

    private static func pools(_ pools: [PCIPool]) -> [String: Int] {
        pools.reduce(into: [:]) { $0[key($1.keys), default: 0] += Int($1.count) }
    }

    private static func pools(free devices: [PCIDevice]) -> [String: Int] {
        devices.filter { $0.status == .available }.reduce(into: [:]) { counts, device in
            var keys = device.tags
            keys["resource_class"] = nil
            keys["traits"] = nil
            keys["vendor_id"] = device.vendorID
            keys["product_id"] = device.productID
            keys["dev_type"] = device.type?.wireName
            keys["address"] = device.parentAddress.isEmpty ? device.address : device.parentAddress
            keys["numa_node"] = device.numaNode.map { "\($0)" }
            if let name = device.extra["parent_ifname"] { keys["parent_ifname"] = name }
            if device.type != .standard, keys["remote_managed"] == nil { keys["remote_managed"] = "false" }
            counts[key(keys), default: 0] += 1
        }
    }

    private static func key(_ keys: [String: String]) -> String {
        keys.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
    }
}

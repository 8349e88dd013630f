@testable import Tracker

/// Which devices are chosen, once more and straight from the text (PCI, 6 and 7): with lists of devices only, slowly,
/// and sharing nothing with the code that is tested.
struct NaiveDeviceChoice {
    struct Pool {
        var keys: [String: String?]
        var devices: [PCIDevice]
        var numaNode: Int32? { devices[0].numaNode }
    }

    /// Devices that can be had.
    var free: [PCIDevice]
    var cells: Set<Int32>
    /// Host cell to socket; nil: it has none.
    var sockets: [Int32: Int32?]

    /// Request by request the addresses, in order; nil: refused.
    mutating func choose(_ requests: [PCIRequest]) -> [[String]]? {
        var chosen: [[String]] = []
        for request in requests {
            guard let addresses = serve(request) else { return nil }
            chosen.append(addresses)
        }
        return chosen
    }

    private func pools() -> [Pool] {
        var pools: [[String: String?]: [PCIDevice]] = [:]
        for device in free {
            var keys: [String: String?] = device.tags
            keys["vendor_id"] = device.vendorID
            keys["product_id"] = device.productID
            keys["dev_type"] = device.type?.wireName
            keys["numa_node"] = .some(device.numaNode.map { "\($0)" })
            keys["address"] = device.parentAddress.isEmpty ? device.address : device.parentAddress
            if device.type != .standard, device.tags["remote_managed"] == nil { keys["remote_managed"] = "false" }
            pools[keys, default: []].append(device)
        }
        let made = pools.map { Pool(keys: $0.key, devices: $0.value.sorted { $0.address < $1.address }) }
        return made.sorted {
            ($0.keys.count, $0.devices[0].address) < ($1.keys.count, $1.devices[0].address)
        }
    }

    private mutating func serve(_ request: PCIRequest) -> [String]? {
        let count = Int(request.count)
        func total(_ pools: [Pool]) -> Int { pools.map(\.devices.count).reduce(0, +) }
        var left = pools().filter { pool in
            request.specs.contains { spec in
                spec.matches.allSatisfy { key, value in
                    (pool.keys[key] ?? nil)?.uppercased() == value.uppercased()
                } && spec.absent.allSatisfy { (pool.keys[$0] ?? nil) == nil }
            }
        }
        guard total(left) >= count else { return nil }
        if !cells.isEmpty { left = near(left, request) }
        guard total(left) >= count else { return nil }
        func asks(_ key: String, _ value: String) -> Bool {
            request.specs.contains { $0.matches[key]?.lowercased() == value }
        }
        if !asks("dev_type", "type-pf") { left = left.filter { $0.devices[0].type != .physicalFunction } }
        if !asks("dev_type", "vdpa") { left = left.filter { $0.devices[0].type != .vdpa } }
        if !asks("remote_managed", "true") { left = left.filter { $0.keys["remote_managed"] != "true" } }
        if !request.providerUUIDs.isEmpty {
            left = left.filter { pool in
                let provider = pool.devices[0].providerUUID
                let times = request.providerUUIDs.filter { $0 == provider }.count
                return times > 0 && pool.devices.count >= times
            }
        }
        guard total(left) >= count else { return nil }
        return take(left, request)
    }

    private func near(_ pools: [Pool], _ request: PCIRequest) -> [Pool] {
        func total(_ pools: [Pool]) -> Int { pools.map(\.devices.count).reduce(0, +) }
        let exact = pools.filter { pool in cells.contains { $0 == pool.numaNode } }
        if total(exact) >= Int(request.count) { return exact }
        switch request.numaPolicy ?? .legacy {
        case .required: return exact
        case .socket:
            if sockets.values.contains(where: { $0 == nil }) { return [] }
            return pools.filter { pool in
                guard let node = pool.numaNode, let socket = sockets[node] else { return false }
                return cells.contains { sockets[$0] == .some(socket) }
            }
        case .legacy: return exact + pools.filter { $0.numaNode == nil }
        case .preferred:
            let near = exact + pools.filter { $0.numaNode == nil }
            if total(near) >= Int(request.count) { return near }
            return near + pools.filter { pool in !near.contains { $0.keys == pool.keys } }
        }
    }

    private mutating func take(_ pools: [Pool], _ request: PCIRequest) -> [String]? {
        let providers = request.providerUUIDs.isEmpty ? [] : pools.map { $0.devices[0].providerUUID }
        guard Set(providers).count == providers.count else { return nil }
        var taken: [String] = []
        for pool in pools {
            let provider = pool.devices[0].providerUUID
            var most = Int(request.count) - taken.count
            if !providers.isEmpty { most = min(most, request.providerUUIDs.filter { $0 == provider }.count) }
            for device in pool.devices.reversed() where most > 0 {
                guard free.contains(where: { $0.address == device.address }) else { continue }
                taken.append(device.address)
                most -= 1
                free.removeAll {
                    $0.address == device.address || $0.address == device.parentAddress
                        || $0.parentAddress == device.address
                }
            }
        }
        return taken.count == Int(request.count) ? taken : nil
    }
}

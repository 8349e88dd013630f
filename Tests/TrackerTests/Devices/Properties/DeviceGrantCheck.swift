@testable import Tracker

/// Whether devices answer requests: judged by what was asked for, whatever way they were chosen.
enum DeviceGrantCheck {
    /// What is wrong; nothing if all is well.
    ///
    /// - Parameter sockets: those of the host cells 0, 1, …; nil: the cell has none.
    static func problems(
        _ devices: [PCIDevice], _ requests: [PCIRequest], cells: Set<Int32>, sockets: [Int32?]
    ) -> [String] {
        var problems: [String] = []
        for request in requests {
            let given = devices.filter { $0.requestID == request.requestID }
            if given.count != Int(request.count) { problems.append("\(request.count) wanted, \(given.count) given") }
            for device in given {
                if !request.specs.contains(where: { isMeant(device, $0) }) {
                    problems.append("\(device.address) is not what was asked for")
                }
                if !isNear(device, request.numaPolicy ?? .legacy, cells, sockets) {
                    problems.append("\(device.address) is not near enough")
                }
                let types = request.specs.map { $0.matches["dev_type"] ?? "" }
                if device.type == .physicalFunction, !types.contains("type-PF") {
                    problems.append("\(device.address) was given unasked")
                }
            }
            if !request.providerUUIDs.isEmpty, given.map(\.providerUUID).sorted() != request.providerUUIDs.sorted() {
                problems.append("other providers than Placement chose")
            }
        }
        if Set(devices.map(\.address)).count != devices.count { problems.append("a device twice") }
        for device in devices where devices.contains(where: { $0.address == device.parentAddress }) {
            problems.append("\(device.address) with its card")
        }
        return problems
    }

    private static func isMeant(_ device: PCIDevice, _ spec: PCISpec) -> Bool {
        spec.matches.allSatisfy { key, value in
            switch key {
            case "vendor_id": device.vendorID == value
            case "product_id": device.productID == value
            case "dev_type": device.type?.wireName == value
            default: device.tags[key] == value
            }
        }
    }

    private static func isNear(
        _ device: PCIDevice, _ policy: PCINUMAPolicy, _ cells: Set<Int32>, _ sockets: [Int32?]
    ) -> Bool {
        if cells.isEmpty { return true }
        switch policy {
        case .required: return device.numaNode.map(cells.contains) ?? false
        case .legacy: return device.numaNode.map(cells.contains) ?? true
        case .socket: return device.numaNode.map { isNear($0, cells, sockets) } ?? false
        case .preferred: return true
        }
    }
    /// Whether a cell is one of others, or shares a socket with one; where a cell has no socket, none shares any.
    private static func isNear(_ cell: Int32, _ cells: Set<Int32>, _ sockets: [Int32?]) -> Bool {
        guard !cells.contains(cell) else { return true }
        func socket(_ cell: Int32) -> Int32? { sockets.indices.contains(Int(cell)) ? sockets[Int(cell)] : nil }
        guard !sockets.contains(nil), let shared = socket(cell) else { return false }
        return cells.contains { socket($0) == shared }
    }
}

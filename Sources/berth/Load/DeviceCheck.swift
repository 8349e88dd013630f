import Wire

/// Compares what the tracker says of a node's devices at the end with what the answers to claims said.
struct DeviceCheck {
    /// What is wrong on a node, in sentences; none: it is as it must be.
    static func problems(
        of answer: Berth_Tracker_V1_GetNodeResponse, reported: Int, expected: [String: String]
    ) -> [String] {
        let devices = answer.node.inventory.pciDevices
        var problems: [String] = []
        if devices.count != reported { problems.append("\(reported) devices were reported, \(devices.count) are told") }
        var holders: [String: [String]] = [:]
        for grant in answer.grants {
            for device in grant.pciDevices { holders[device.address, default: []].append(grant.instanceUuid) }
        }
        for (address, hands) in holders.sorted(by: { $0.key < $1.key }) where hands.count > 1 {
            problems.append("\(address) is in \(hands.count) hands: \(hands.sorted().joined(separator: ", "))")
        }
        for device in devices {
            let (hands, wanted) = (holders[device.address] ?? [], expected[device.address])
            let isHeld = device.status == .claimed || device.status == .allocated
            if isHeld != !hands.isEmpty || (isHeld && hands != [device.instanceUuid]) {
                problems.append(
                    "\(device.address) is told as \(DeviceWords.status(device.status)), which no grant says")
            } else if (wanted.map { [$0] } ?? []) != hands {
                problems.append(
                    "\(device.address) must be held by \(wanted ?? "nobody"), is by \(hands.first ?? "nobody")")
            }
        }
        let free = devices.count { $0.status == .available }
        let pooled = answer.node.usage.pciPools.reduce(0) { $0 + Int($1.count) }
        if free != pooled { problems.append("\(free) devices are free, and \(pooled) in the pools") }
        return problems
    }
}

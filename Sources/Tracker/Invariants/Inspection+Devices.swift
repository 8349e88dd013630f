import HashTreeCollections

extension Inspection {
    /// Each device has one holder or none, whom it names, and functions of a card are not in use with the whole of it.
    mutating func checkDevices() {
        for (node, grants) in Dictionary(grouping: grants, by: \.node) {
            var owners: [String: Grant] = [:]
            for grant in grants {
                for device in grant.pciDevices {
                    let subject = "\(node.text)/\(device.address)"
                    if let other = owners.updateValue(grant, forKey: device.address) {
                        note(
                            .deviceHeldTwice, subject,
                            "the device is held by \(other.instanceUUID) and by \(grant.instanceUUID)")
                    }
                    if device.instanceUUID != grant.instanceUUID {
                        note(.inconsistentDevice, subject, "the device names \(device.instanceUUID) as its holder")
                    }
                    if device.status != .claimed, device.status != .allocated {
                        note(
                            .inconsistentDevice, subject,
                            "the device is held and \(device.status?.rawValue ?? "has no status")")
                    }
                }
            }
            for grant in grants {
                for device in grant.pciDevices
                where device.parentAddress != device.address && owners[device.parentAddress] != nil {
                    note(
                        .deviceHeldTwice, "\(node.text)/\(device.address)",
                        "the function is held together with its physical function \(device.parentAddress)")
                }
            }
        }
    }

    /// The pools of the tracked devices that nobody has, and none of whose relatives anybody has.
    func pools(_ tracked: [PCIDevice], _ grants: [Grant]) -> [PCIPool] {
        let held = grants.flatMap(\.pciDevices)
        let addresses = Set(held.map(\.address))
        let parentNow = Dictionary(
            tracked.map { ($0.address, $0.parentAddress) }, uniquingKeysWith: { first, _ in first })
        let parentsInUse = Set(held.flatMap { [$0.parentAddress, parentNow[$0.address] ?? ""] }).subtracting([""])
        var seen: Set<String> = []
        let sorted = tracked.filter { seen.insert($0.address).inserted }.sorted { $0.address < $1.address }
        var pools: [(keys: PoolKeys, place: Int?, count: Int32, provider: String)] = []
        var known: [PoolKeys: Int] = [:]
        for (place, device) in sorted.enumerated() {
            let keys = PoolKeys(device)
            let isFree =
                !addresses.contains(device.address) && !parentsInUse.contains(device.address)
                && !addresses.contains(device.parentAddress)
            if let index = known[keys] {
                pools[index].count += isFree ? 1 : 0
                if isFree, pools[index].place == nil { pools[index].place = place }
                if pools[index].provider.isEmpty { pools[index].provider = device.providerUUID }
            } else {
                known[keys] = pools.count
                pools.append((keys, isFree ? place : nil, isFree ? 1 : 0, device.providerUUID))
            }
        }
        let filled = pools.filter { $0.count > 0 }
        return filled.sorted { ($0.keys.count, $0.place ?? 0) < ($1.keys.count, $1.place ?? 0) }.map {
            PCIPool(
                keys: $0.keys.keys, absentKeys: $0.keys.absent, count: $0.count, providerUUID: $0.provider)
        }
    }
}

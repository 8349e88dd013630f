import SwiftProtobuf
import Wire

/// The devices of a node with all that its answer says of them, put together device by device.
struct NodeDevices: Sendable {
    /// In the order of the answer, which is that of addresses.
    let entries: [DeviceEntry]
    /// The free devices, by what makes them interchangeable.
    let pools: [Berth_Tracker_V1_PciPool]

    /// Takes the answer to `GetNode` apart.
    init(_ answer: Berth_Tracker_V1_GetNodeResponse) {
        let devices = answer.node.inventory.pciDevices
        let holders = Self.holders(answer.grants)
        let changed = Dictionary(
            answer.changedDevices.map { ($0.address, $0) }, uniquingKeysWith: { first, _ in first })
        // A device in use blocks the card that it was granted from, and the one that it is reported of now.
        let parents = { (device: Berth_Tracker_V1_PciDevice) -> Set<String> in
            Set([device.parentAddress, changed[device.address]?.parentAddress ?? ""]).subtracting([""])
        }
        let byAddress = Dictionary(devices.map { ($0.address, $0) }, uniquingKeysWith: { first, _ in first })
        var children: [String: [Berth_Tracker_V1_PciDevice]] = [:]
        for device in devices {
            for parent in parents(device) { children[parent, default: []].append(device) }
        }
        pools = answer.node.usage.pciPools
        entries = devices.map { [pools, children] device in
            let functions = children[device.address] ?? []
            let relatives = parents(device).sorted().compactMap { byAddress[$0] } + functions
            return DeviceEntry(
                device, functions: functions.map(\.address), holder: holders[device.address],
                reportedAs: changed[device.address].map(DeviceEntry.Reported.init),
                blockedBy: Self.blockers(of: device, relatives), pool: Self.pool(of: device, pools))
        }
    }

    /// The entry of an address; a short one is completed with the domain `0000`.
    func entry(of address: String) -> DeviceEntry? {
        let wanted = DeviceWords.address(address)
        return entries.first { $0.address == wanted }
    }

    private static func holders(_ grants: [Berth_Tracker_V1_Grant]) -> [String: DeviceEntry.Holder] {
        var holders: [String: DeviceEntry.Holder] = [:]
        for grant in grants {
            for device in grant.pciDevices { holders[device.address] = DeviceEntry.Holder(grant, device) }
        }
        return holders
    }

    private static func blockers(
        of device: Berth_Tracker_V1_PciDevice, _ relatives: [Berth_Tracker_V1_PciDevice]
    ) -> [DeviceEntry.Blocker] {
        guard device.status != .available else { return [] }
        return relatives.filter { $0.status == .allocated || $0.status == .claimed }.map {
            DeviceEntry.Blocker(
                address: $0.address, status: DeviceWords.status($0.status), instance: $0.instanceUuid)
        }
    }

    /// The pool that has a device's numbers, kind, cell, address and tags.
    private static func pool(
        of device: Berth_Tracker_V1_PciDevice, _ pools: [Berth_Tracker_V1_PciPool]
    ) -> DeviceEntry.Pool? {
        guard device.status == .available else { return nil }
        let keys = [
            "vendor_id": device.vendorID, "product_id": device.productID, "dev_type": DeviceWords.type(device.type),
            "address": device.parentAddress.isEmpty ? device.address : device.parentAddress,
            "numa_node": device.hasNumaNode ? String(device.numaNode) : nil,
            "parent_ifname": device.extra["parent_ifname"],
        ]
        // Of one address and kind there are several pools only where tags differ.
        let pool = pools.first { pool in
            keys.allSatisfy { pool.keys[$0.key] == $0.value }
                && device.tags.allSatisfy { pool.keys[$0.key] == nil || pool.keys[$0.key] == $0.value }
                && pool.keys.allSatisfy { keys.keys.contains($0.key) || isTag($0.key, $0.value, of: device) }
                && Set(pool.absentKeys) == Set(device.absentTags.filter { dividesPools($0) && pool.keys[$0] == nil })
        }
        return pool.map { DeviceEntry.Pool(count: $0.count, keys: $0.keys, absentKeys: $0.absentKeys) }
    }

    /// Whether a tag tells pools apart: those of Placement do not, nor one named as what a device says itself.
    private static func dividesPools(_ tag: String) -> Bool {
        !DeviceWords.ownKeys.contains(tag) && !["resource_class", "traits"].contains(tag)
    }

    /// Whether a pool may have a key for a tag of a device; one that no spec set stands for a function.
    private static func isTag(_ key: String, _ value: String, of device: Berth_Tracker_V1_PciDevice) -> Bool {
        device.tags[key].map { $0 == value } ?? (key == "remote_managed")
    }
}

extension DeviceEntry {
    /// Puts together what is known of a device.
    init(
        _ device: Berth_Tracker_V1_PciDevice, functions: [String], holder: Holder?, reportedAs: Reported?,
        blockedBy: [Blocker], pool: Pool?
    ) {
        self.init(
            address: device.address, vendorId: device.vendorID, productId: device.productID,
            type: DeviceWords.type(device.type), numaNode: device.hasNumaNode ? device.numaNode : nil,
            parentAddress: device.parentAddress, functions: functions, label: device.label, tags: device.tags,
            absentTags: device.absentTags, extra: device.extra, status: DeviceWords.status(device.status),
            removeWhenFreed: device.removeWhenFreed,
            provider: device.providerUuid, holder: holder, reportedAs: reportedAs, blockedBy: blockedBy, pool: pool)
    }
}

extension DeviceEntry.Reported {
    /// What the latest report says of a device.
    init(_ device: Berth_Tracker_V1_PciDevice) {
        self.init(
            vendorId: device.vendorID, productId: device.productID, type: DeviceWords.type(device.type),
            numaNode: device.hasNumaNode ? device.numaNode : nil, parentAddress: device.parentAddress)
    }
}

extension DeviceEntry.Holder {
    /// Who has a device of a grant, and what for.
    init(_ grant: Berth_Tracker_V1_Grant, _ device: Berth_Tracker_V1_PciDevice) {
        let asked = grant.pciRequests.first { $0.requestID == device.requestID }
        let request = device.claimRequestID.isEmpty ? grant.claimRequestID : device.claimRequestID
        let time = device.hasClaimTime ? device.claimTime : grant.hasCreateTime ? grant.createTime : nil
        self.init(
            instance: grant.instanceUuid, side: HolderText.side(grant), pciRequest: device.requestID,
            alias: asked?.aliasName ?? "", port: asked?.requesterID ?? "", request: request,
            since: time.map { RFC3339.format(.init(seconds: $0.seconds)) ?? "?" } ?? "")
    }

    /// What asked for the device: an alias, a port, or a request that says neither.
    var asker: String { DeviceWords.asker(alias: alias, port: port) }
}

import HashTreeCollections

/// Who has which device of a node, and which devices are free; all of it follows from the report and the grants.
///
/// A device is free if nobody has it, nor its physical function, nor one of its virtual functions (PCI, 8.2); nothing
/// of that is stored, so it is right after any event. A device that is held and no longer reported stays with its
/// holder, as it was when it was granted, and is not there any more once it is let go of (PCI, 9 and 10).
struct DeviceBook: Sendable {
    /// A device in somebody's hands.
    struct Holding: Hashable, Sendable {
        /// As it was granted, with status, owner and request.
        var device: PCIDevice
        /// As other grants have it: none, unless they are from before devices were judged.
        var others: [PCIDevice] = []

        /// What is left when a grant lets go of it; absent: nobody has it any more.
        fileprivate func without(_ device: PCIDevice) -> Holding? {
            var left = [self.device] + others
            left.remove(at: left.firstIndex(of: device) ?? left.startIndex)
            return left.first.map { Holding(device: $0, others: Array(left.dropFirst())) }
        }
    }

    /// How many virtual functions of one address are held.
    private struct Functions: Hashable, Sendable {
        var claimed = 0
        var allocated = 0

        var isEmpty: Bool { claimed == 0 && allocated == 0 }

        mutating func count(_ device: PCIDevice, _ change: Int) {
            if device.status == .claimed { claimed += change } else { allocated += change }
        }
    }

    /// The tracked devices.
    private(set) var index: DeviceIndex
    /// Held devices by address.
    private(set) var held: TreeDictionary<String, Holding> = [:]
    /// The virtual functions of an address that are held: by the parent that each was granted with, or has now.
    private var heldChildren: TreeDictionary<String, Functions> = [:]
    /// Of each group the free devices, in order of address.
    private(set) var free: [[Int]]

    /// Makes the book of a report of which nothing is held.
    init(_ tracked: [PCIDevice] = []) {
        index = DeviceIndex(tracked)
        free = index.groups.map(\.members)
    }

    /// Whether there is anything in it.
    var isEmpty: Bool { index.devices.isEmpty && held.isEmpty }

    /// Enters the devices of a grant.
    mutating func enter(_ devices: [PCIDevice]) {
        for device in devices {
            if held[device.address] == nil {
                held[device.address] = Holding(device: device)
            } else {
                held[device.address]?.others.append(device)
            }
            for parent in parents(of: device) { heldChildren[parent, default: Functions()].count(device, 1) }
        }
        for device in devices { refresh(around: device) }
    }

    /// Takes the devices of a grant away again.
    mutating func withdraw(_ devices: [PCIDevice]) {
        for device in devices {
            held[device.address] = held[device.address]?.without(device)
            for parent in parents(of: device) {
                var functions = heldChildren[parent] ?? Functions()
                functions.count(device, -1)
                heldChildren[parent] = functions.isEmpty ? nil : functions
            }
        }
        for device in devices { refresh(around: device) }
    }

    /// Whether a virtual function of an address is in somebody's hands.
    func hasHeldFunctions(_ address: String) -> Bool { heldChildren[address] != nil }

    /// Whether a tracked device can be given away.
    func isFree(_ place: Int) -> Bool {
        let device = index.devices[place]
        return held[device.address] == nil && heldChildren[device.address] == nil
            && (device.parentAddress.isEmpty || device.parentAddress == device.address
                || held[device.parentAddress] == nil)
    }

    /// The physical functions that a held device blocks: that of the grant, and that of the latest report.
    func parents(of device: PCIDevice) -> [String] {
        let now = index.device(at: device.address)?.parentAddress ?? ""
        let both = now == device.parentAddress ? [now] : [device.parentAddress, now]
        return both.filter { !$0.isEmpty && $0 != device.address }
    }

    private mutating func refresh(around device: PCIDevice) {
        if let place = index.place(of: device.address) { refresh(place) }
        // Of a card that is held and no longer tracked as well.
        for function in index.functions(of: device.address) { refresh(function) }
        for parent in parents(of: device) {
            if let place = index.place(of: parent) { refresh(place) }
        }
    }

    private mutating func refresh(_ place: Int) {
        let group = index.groupOfDevice[place]
        let position = free[group].position(ofAscending: place)
        let isListed = position < free[group].endIndex && free[group][position] == place
        guard isFree(place) != isListed else { return }
        if isListed { free[group].remove(at: position) } else { free[group].insert(place, at: position) }
    }
}

extension DeviceBook {
    /// The status of a tracked device, from who has it and its relatives (PCI, 8.2 and 8.3).
    func status(of place: Int) -> PCIDeviceStatus {
        let device = index.devices[place]
        if let holding = held[device.address] { return holding.device.status ?? .allocated }
        var relatives: [PCIDeviceStatus] = []
        if let parent = held[device.parentAddress] { relatives.append(parent.device.status ?? .allocated) }
        if let functions = heldChildren[device.address] {
            if functions.claimed > 0 { relatives.append(.claimed) }
            if functions.allocated > 0 { relatives.append(.allocated) }
        }
        return DeviceTransitions.status(blockedBy: relatives)
    }

    /// A device as it is published; absent: it is neither tracked nor in use.
    func device(at address: String) -> PCIDevice? {
        guard let place = index.place(of: address) else {
            guard var device = held[address]?.device else { return nil }
            device.removeWhenFreed = true
            return device
        }
        var device = held[address]?.device ?? index.devices[place]
        device.status = status(of: place)
        return device
    }

    /// Every device of the node as it is published: tracked ones, and those in use that are no longer tracked.
    ///
    /// A device in use is shown as it was granted; what a report says since shows once it is free (PCI, 10).
    func published() -> [PCIDevice] {
        let lost = held.keys.filter { index.place(of: $0) == nil }
        return (index.devices.map(\.address) + lost).sorted().compactMap(device)
    }

    /// The groups that have free devices in canonical order: fewest keys first, then the lowest free address (PCI, 6).
    func order(of free: [[Int]]) -> [Int] {
        index.order(free.indices.filter { !free[$0].isEmpty }) { free[$0].first ?? 0 }
    }

    /// The pools as they are published, in canonical order: none is empty (PCI, 2.4).
    func pools() -> [PCIPool] {
        order(of: free).map { group in
            PCIPool(
                keys: index.groups[group].keys, absentKeys: index.groups[group].absentKeys,
                count: Int32(clamping: free[group].count),
                providerUUID: index.groups[group].providerUUID)
        }
    }

    /// How many devices are free near each host cell.
    func freeByCell() -> [Int32: Int64] {
        var counts: [Int32: Int64] = [:]
        for (group, free) in zip(index.groups, free) {
            if let node = group.numaNode, !free.isEmpty { counts[node, default: 0] += Int64(free.count) }
        }
        return counts
    }
}

extension [Int] {
    /// The first place in an ascending list that has a number as large as this one; the end if none has.
    func position(ofAscending number: Int) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < number { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Takes a number out of an ascending list, if it is in it.
    mutating func removeAscending(_ number: Int) {
        let position = position(ofAscending: number)
        if position < count, self[position] == number { remove(at: position) }
    }
}

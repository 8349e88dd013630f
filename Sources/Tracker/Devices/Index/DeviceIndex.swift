/// The tracked devices of one report, prepared once: groups of interchangeable ones, and who excludes whom (PCI, 2.4).
///
/// Immutable: a report makes a new one. Devices are known by their place in the order of addresses.
struct DeviceIndex: Sendable {
    /// Devices that are interchangeable when free.
    struct Group: Sendable {
        /// What they have in common, as published; the key of an absent NUMA node is left out.
        let keys: [String: String]
        /// Tags that are there without a value, in order.
        let absentKeys: [String]
        /// How many keys there are; those without a value and an absent NUMA node count all the same.
        let keyCount: Int
        /// Host cell near them; absent: the platform does not say.
        let numaNode: Int32?
        /// Place of that cell among the cells of the index.
        let cell: Int?
        /// Kind of function.
        let type: PCIDeviceType
        /// Placement provider that represents them, never a key; empty: none.
        let providerUUID: String
        /// The devices, in order of address.
        let members: [Int]
    }

    /// In order of address.
    let devices: [PCIDevice]
    /// In canonical order as it is when every device is free: fewest keys first, then lowest address (PCI, 6).
    let groups: [Group]
    /// Host cells that groups are near, ascending.
    let cells: [Int32]
    /// Of each device its group.
    let groupOfDevice: [Int]
    /// Of each device its virtual functions.
    let children: [[Int]]
    /// Which groups have what.
    let values: GroupValues
    private let places: [String: Int]
    /// Virtual functions by the address of their physical function, tracked or not.
    private let functions: [String: [Int]]

    /// Prepares the tracked devices of a report; of an address that is there twice the first counts.
    init(_ tracked: [PCIDevice]) {
        var known: Set<String> = []
        let devices = tracked.filter { known.insert($0.address).inserted }.sorted { $0.address < $1.address }
        let places = Dictionary(uniqueKeysWithValues: devices.enumerated().map { ($1.address, $0) })
        var functions: [String: [Int]] = [:]
        for (place, device) in devices.enumerated() where !device.parentAddress.isEmpty {
            if device.parentAddress != device.address { functions[device.parentAddress, default: []].append(place) }
        }
        var members: [PoolKeys: [Int]] = [:]
        for (place, device) in devices.enumerated() { members[PoolKeys(device), default: []].append(place) }
        let ordered = members.sorted { left, right in
            let (mine, other) = (left.key.count, right.key.count)
            return mine == other ? (left.value.first ?? 0) < (right.value.first ?? 0) : mine < other
        }
        var groupOfDevice = Array(repeating: 0, count: devices.count)
        for (group, entry) in ordered.enumerated() {
            for place in entry.value { groupOfDevice[place] = group }
        }
        let cells = Set(ordered.compactMap(\.key.numaNode)).sorted()
        let cellPlaces = Dictionary(uniqueKeysWithValues: cells.enumerated().map { ($1, $0) })
        self.devices = devices
        self.cells = cells
        self.places = places
        self.functions = functions
        children = devices.map { functions[$0.address] ?? [] }
        self.groupOfDevice = groupOfDevice
        groups = ordered.map { keys, members in
            Group(
                keys: keys.keys, absentKeys: keys.absent, keyCount: keys.count, numaNode: keys.numaNode,
                cell: keys.numaNode.flatMap { cellPlaces[$0] }, type: keys.type,
                providerUUID: members.lazy.map { devices[$0].providerUUID }.first { !$0.isEmpty } ?? "",
                members: members)
        }
        values = GroupValues(groups)
    }

    /// Groups in canonical order: fewest keys first, then the lowest free device (PCI, 6).
    func order(_ groups: [Int], lowest: (Int) -> Int) -> [Int] {
        groups.map { (keys: self.groups[$0].keyCount, lowest: lowest($0), group: $0) }
            .sorted { ($0.keys, $0.lowest) < ($1.keys, $1.lowest) }
            .map(\.group)
    }

    /// The place of an address; absent: no tracked device has it.
    func place(of address: String) -> Int? { places[address] }

    /// The tracked device of an address; absent: no tracked device has it.
    func device(at address: String) -> PCIDevice? { places[address].map { devices[$0] } }

    /// The virtual functions of an address, which need not be tracked itself.
    func functions(of address: String) -> [Int] { functions[address] ?? [] }

    /// The place of a device's physical function; absent: it has none that is tracked.
    func parent(of place: Int) -> Int? {
        let address = devices[place].parentAddress
        guard !address.isEmpty, let parent = places[address], parent != place else { return nil }
        return parent
    }
}

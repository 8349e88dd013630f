import Wire

/// The devices of a node for people.
enum DeviceListText {
    /// The free devices by pool, then those that somebody has or that are blocked, or all of them.
    static func people(_ devices: NodeDevices, all: Bool) -> String {
        guard !devices.entries.isEmpty else { return "The node has no devices.\n" }
        let shown = all ? devices.entries : devices.entries.filter { !$0.isFree }
        let rest = shown.isEmpty ? "Nobody has a device, and none is blocked.\n" : table(shown)
        return pools(devices.pools) + "\n" + rest
    }

    /// A line for each device.
    static func table(_ entries: [DeviceEntry]) -> String {
        let hasSides = entries.contains { ($0.holder?.side ?? "own") != "own" }
        let hasReasons = entries.contains { !$0.why.isEmpty }
        let isHeld = entries.contains { $0.holder != nil }
        var columns: [TextTable.Column] = [
            .identifier("PCI DEVICE"), .identifier("ID"), .identifier("TYPE"), .number("CELL"), .identifier("STATUS"),
        ]
        if isHeld { columns += [.identifier("INSTANCE"), .identifier("REQUEST"), .identifier("SINCE")] }
        if hasSides { columns.append(.identifier("SIDE")) }
        if hasReasons { columns.append(.identifier("WHY")) }
        var table = TextTable(columns)
        for entry in entries {
            var cells = [
                entry.address, "\(entry.vendorId):\(entry.productId)", entry.type,
                entry.numaNode.map { "\($0)" } ?? "-", entry.status.isEmpty ? "untracked" : entry.status,
            ]
            let holder = entry.holder
            if isHeld { cells += [holder?.instance ?? "", holder?.request ?? "", holder?.since ?? ""] }
            if hasSides { cells.append(holder?.side ?? "") }
            if hasReasons { cells.append(entry.why) }
            table.add(cells)
        }
        return table.rendered()
    }

    /// A line for each pool of free devices.
    static func pools(_ pools: [Berth_Tracker_V1_PciPool]) -> String {
        guard !pools.isEmpty else { return "No device is free.\n" }
        let named: Set<String> = ["vendor_id", "product_id", "dev_type", "address", "numa_node"]
        let tags = pools.map { DeviceWords.pairs($0.keys.filter { !named.contains($0.key) }) }
        var columns: [TextTable.Column] = [
            .number("FREE"), .identifier("ID"), .identifier("TYPE"), .number("CELL"), .identifier("OF"),
        ]
        let hasTags = tags.contains { !$0.isEmpty }
        if hasTags { columns.append(.identifier("TAGS")) }
        var table = TextTable(columns)
        for (pool, tags) in zip(pools, tags) {
            let keys = pool.keys
            table.add(
                [
                    "\(pool.count)", "\(keys["vendor_id"] ?? "?"):\(keys["product_id"] ?? "?")",
                    keys["dev_type"] ?? "?", keys["numa_node"] ?? "-", keys["address"] ?? "?",
                ] + (hasTags ? [tags] : []))
        }
        return table.rendered()
    }

    /// One device with all that is known of it.
    static func people(_ entry: DeviceEntry) -> String {
        var fields = FieldList()
        fields.add("device", entry.address)
        fields.add("id", "\(entry.vendorId):\(entry.productId)")
        fields.add("type", entry.type)
        fields.add("cell", entry.numaNode.map { "\($0)" } ?? "none that the platform tells")
        fields.add("physical function", entry.parentAddress)
        fields.add("virtual functions", entry.functions.joined(separator: ", "))
        fields.add("status", entry.status.isEmpty ? "untracked" : entry.status)
        fields.add("why", entry.why)
        if let holder = entry.holder {
            fields.add("instance", holder.instance)
            fields.add("side", holder.side)
            fields.add("asked by", holder.asker)
            fields.add("pci request", holder.pciRequest)
            fields.add("claimed by request", holder.request)
            fields.add("since", holder.since)
        }
        if let pool = entry.pool {
            fields.add("pool", "\(pool.count) free: \(DeviceWords.pairs(pool.keys))")
        }
        fields.add("label", entry.label)
        fields.add("tags", DeviceWords.pairs(entry.tags))
        for (key, value) in entry.extra.sorted(by: { $0.key < $1.key }) { fields.add("reported \(key)", value) }
        fields.add("provider", entry.provider)
        return fields.rendered()
    }
}

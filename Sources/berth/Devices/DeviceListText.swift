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
        var table = TextTable([
            .identifier("PCI DEVICE"), .identifier("ID"), .identifier("TYPE"), .number("CELL"), .identifier("STATUS"),
            .identifier("INSTANCE"), .identifier("REQUEST"), .identifier("SINCE"), .identifier("SIDE"),
            .identifier("WHY"),
        ])
        for entry in entries {
            let holder = entry.holder
            table.add([
                entry.address, "\(entry.vendorId):\(entry.productId)", entry.type,
                entry.numaNode.map { "\($0)" } ?? "-", entry.status.isEmpty ? "untracked" : entry.status,
                holder?.instance ?? "", holder?.request ?? "", holder?.since ?? "",
                hasSides ? holder?.side ?? "" : "", entry.why,
            ])
        }
        return table.withoutEmptyColumns.rendered()
    }

    /// A line for each pool of free devices.
    static func pools(_ pools: [Berth_Tracker_V1_PciPool]) -> String {
        guard !pools.isEmpty else { return "No device is free.\n" }
        var table = TextTable([
            .number("FREE"), .identifier("ID"), .identifier("TYPE"), .number("CELL"), .identifier("OF"),
            .identifier("TAGS"),
        ])
        for pool in pools {
            let keys = pool.keys
            table.add([
                "\(pool.count)", "\(keys["vendor_id"] ?? "?"):\(keys["product_id"] ?? "?")",
                keys["dev_type"] ?? "?", keys["numa_node"] ?? "-", keys["address"] ?? "?",
                DeviceWords.pairs(keys.filter { !DeviceWords.ownKeys.contains($0.key) }, absent: pool.absentKeys),
            ])
        }
        return table.withoutEmptyColumns.rendered()
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
            fields.add("pool", "\(pool.count) free: \(DeviceWords.pairs(pool.keys, absent: pool.absentKeys))")
        }
        fields.add("label", entry.label)
        fields.add("tags", DeviceWords.pairs(entry.tags, absent: entry.absentTags))
        for (key, value) in entry.extra.sorted(by: { $0.key < $1.key }) { fields.add("reported \(key)", value) }
        fields.add("provider", entry.provider)
        return fields.rendered()
    }
}

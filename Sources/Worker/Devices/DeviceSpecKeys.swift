/// The keys of device specs, and those that look as if one of them was meant.
///
/// A condition that is written otherwise is a tag, and leaves a spec that is for every device; a tag with a meaning
/// that is written otherwise means nothing.
enum DeviceSpecKeys {
    private static let conditions = ["vendor_id", "product_id", "address", "devname"]
    private static let tags = [
        "physical_network", "trusted", "remote_managed", "managed", "live_migratable", "one_time_use",
        "resource_class", "traits",
    ]
    /// Words of other tools, without what joins their parts.
    private static let others = [
        "vendor": "vendor_id", "product": "product_id", "device": "product_id, address or devname",
        "deviceid": "product_id", "addr": "address", "pciaddr": "address", "pciaddress": "address",
        "ifname": "devname", "physnet": "physical_network", "trust": "trusted", "trait": "traits",
    ]

    /// What somebody has meant by a key that is none of these; absent: it is a tag of their own.
    static func meant(by key: String) -> String? {
        // No longer than a key with two letters too many: anything else cannot be near one.
        guard key.utf8.count <= 18, !conditions.contains(key), !tags.contains(key) else { return nil }
        let word = joined(key)
        if let meant = others[word] ?? (conditions + tags).first(where: { joined($0) == word }) { return meant }
        if let meant = SettingWords.resembled(by: key, among: conditions) { return meant }
        // Short words are near many others, and there a tag that is meant to be one's own must stay possible.
        return tags.first { $0.utf8.count > 8 && SettingWords.distance(key.lowercased(), $0) <= 2 }
    }

    private static func joined(_ key: String) -> String {
        key.lowercased().filter { $0 != "_" && $0 != "-" && $0 != " " }
    }
}

/// Keys of Placement, such as `resources:VCPU` and, for a numbered group, `resources2:VCPU` (NUMA, 2).
enum GroupedKey {
    /// Whether a key is `prefix:name` or `prefixN:name`, N a positive number without leading zeros.
    static func matches(_ key: String, _ prefix: String, _ name: String) -> Bool {
        guard key.hasPrefix(prefix), key.hasSuffix(name) else { return false }
        let middle = key.utf8.dropFirst(prefix.utf8.count).dropLast(name.utf8.count)
        guard middle.last == UInt8(ascii: ":") else { return false }
        let group = middle.dropLast()
        return group.first != UInt8(ascii: "0")
            && group.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}

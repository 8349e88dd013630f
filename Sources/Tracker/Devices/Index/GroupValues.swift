/// Which groups of devices have which value for a key, so that a request looks at no others.
struct GroupValues: Sendable {
    private struct Value: Hashable {
        var key: String
        /// In lower case: requests are matched in any case (PCI, 7.1).
        var text: String
    }

    /// Keys of which nearly every group has a value of its own: they would fill the table and find little.
    private static let unlisted: Set<String> = ["address", "numa_node"]

    private var groups: [Value: [Int]] = [:]

    /// Lists the groups of an index.
    init(_ groups: [DeviceIndex.Group]) {
        for (number, group) in groups.enumerated() {
            for (key, text) in group.keys where !Self.unlisted.contains(key) {
                self.groups[Value(key: key, text: text.lowercased()), default: []].append(number)
            }
        }
    }

    /// Groups in ascending order, all that a specification matches among them; absent: any may match.
    func mayMatch(_ spec: PCISpec) -> [Int]? {
        var fewest: [Int]?
        for (key, text) in spec.matches where !Self.unlisted.contains(key) && !PCISpec.unmatched.contains(key) {
            let having = groups[Value(key: key, text: text.lowercased())] ?? []
            if having.count < fewest?.count ?? .max { fewest = having }
        }
        return fewest
    }
}

/// What the broker says of itself when a connection begins.
public struct BrokerProperties: Sendable, Hashable {
    /// Everything that it said.
    public let table: FieldTable

    /// Wraps what the broker said.
    public init(_ table: FieldTable) { self.table = table }

    /// For instance `RabbitMQ`.
    public var product: String { table["product"]?.text ?? "" }

    /// For instance `3.10.8`.
    public var version: String { table["version"]?.text ?? "" }

    /// The cluster's name.
    public var clusterName: String { table["cluster_name"]?.text ?? "" }

    /// The capabilities that are on, sorted.
    public var capabilities: [String] {
        (table["capabilities"]?.table ?? [:]).filter { $0.value.boolean == true }.map(\.key).sorted()
    }

    /// The leading numbers of the version, for comparisons; empty if there are none.
    public var versionNumbers: [Int] {
        let numbers = version.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        return numbers.split(separator: ".").compactMap { Int($0) }
    }
}

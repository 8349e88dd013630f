/// One hypervisor's address: its compute service's host name and its own name.
public struct NodeIdentifier: Hashable, Sendable, Comparable {
    /// Address of the compute service, 1 to 255 bytes.
    public var host: String
    /// Hypervisor name; often equal to the host.
    public var name: String

    /// Makes one from its parts.
    public init(host: String, name: String) {
        self.host = host
        self.name = name
    }
}

extension NodeIdentifier {
    /// Orders by host, then by name, byte by byte.
    public static func < (left: Self, right: Self) -> Bool {
        left.host == right.host ? left.name < right.name : left.host < right.host
    }
}

/// One host's record of an instance.
///
/// Every host keeps its own, also when both sides of a move are in one shard.
public struct InstanceIdentifier: Hashable, Sendable, Comparable {
    /// Address of the compute service.
    public var host: String
    /// The instance's UUID, lower case with hyphens.
    public var uuid: String

    /// Makes one from its parts.
    public init(host: String, uuid: String) {
        self.host = host
        self.uuid = uuid
    }
}

extension InstanceIdentifier {
    /// Orders by host, then by UUID, byte by byte.
    public static func < (left: Self, right: Self) -> Bool {
        left.host == right.host ? left.uuid < right.uuid : left.host < right.host
    }
}

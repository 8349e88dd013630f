/// The size an instance asks for.
public struct Flavor: Hashable, Sendable {
    /// Identity of the flavor in the cloud.
    public var id: String
    /// Name for people.
    public var name: String
    /// Virtual CPUs.
    public var vcpus: Int64
    /// Memory in MiB.
    public var memoryMebibytes: Int64
    /// Root disk in GiB; holds no local space when the instance is volume-backed.
    public var rootGibibytes: Int64
    /// Ephemeral disk in GiB.
    public var ephemeralGibibytes: Int64
    /// Swap disk in MiB.
    public var swapMebibytes: Int64
    /// Extra specifications, by key.
    public var extraSpecs: [String: String]

    /// Makes one from its parts.
    public init(
        id: String = "",
        name: String = "",
        vcpus: Int64 = 0,
        memoryMebibytes: Int64 = 0,
        rootGibibytes: Int64 = 0,
        ephemeralGibibytes: Int64 = 0,
        swapMebibytes: Int64 = 0,
        extraSpecs: [String: String] = [:]
    ) {
        self.id = id
        self.name = name
        self.vcpus = vcpus
        self.memoryMebibytes = memoryMebibytes
        self.rootGibibytes = rootGibibytes
        self.ephemeralGibibytes = ephemeralGibibytes
        self.swapMebibytes = swapMebibytes
        self.extraSpecs = extraSpecs
    }
}

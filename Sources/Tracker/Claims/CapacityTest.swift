/// One plain resource of a claim: asked for, in use, and the limit (claims and moves, 3.3).
struct CapacityTest {
    /// The resource's names, unit and how its amounts are written.
    struct Resource: Sendable {
        /// As in a shortfall.
        var name: String
        /// Reason code of the shortfall.
        var reason: String
        /// An amount in the unit of shortfalls.
        var published: @Sendable (Int64) -> Double
        /// An amount with its unit, for messages.
        var text: @Sendable (Int64) -> String

        /// Memory, in MiB.
        static let memory = Resource(
            name: "MEMORY_MB", reason: "MEMORY", published: { Double($0) }, text: { "\($0) MiB of memory" })
        /// Local disk, compared in MiB and published in GiB.
        static let disk = Resource(
            name: "DISK_GB", reason: "DISK", published: \.fractionalGibibytes,
            text: { "\($0.gibibytesText) GiB of disk" })
        /// Virtual CPUs.
        static let vcpu = Resource(
            name: "VCPU", reason: "VCPU", published: { Double($0) }, text: { "\($0) VCPU" })
    }

    /// What is tested.
    var resource: Resource
    /// Asked for.
    var requested: Int64
    /// In use, the reserve included.
    var used: Int64
    /// Absent: unlimited.
    var limit: Int64?

    /// Absent if it fits; what is asked for may equal what is available.
    var shortfall: Shortfall? {
        guard let limit else { return nil }
        let available = limit.subtractingSaturating(used)
        guard requested > available else { return nil }
        return Shortfall(
            resource: resource.name, reason: resource.reason,
            message: "\(resource.text(requested)) requested, \(resource.text(available)) available",
            requested: resource.published(requested), available: resource.published(available))
    }
}

/// Oversubscription limits in force for one claim, in the units of the sums; an absent one is no limit.
struct CapacityLimits: Hashable, Sendable {
    /// MiB.
    var memoryMebibytes: Int64?
    /// MiB.
    var diskMebibytes: Int64?
    /// VCPU.
    var vcpus: Int64?

    /// The given limits; under `enforce` an absent one is derived from the node (claims and moves, 3.3).
    init(_ limits: Limits, on node: NodeRecord, admission: AdmissionPolicy) {
        memoryMebibytes = limits.memoryMebibytes
        diskMebibytes = limits.diskGibibytes?.gibibytesAsMebibytes
        vcpus = limits.vcpus
        guard admission == .enforce else { return }
        memoryMebibytes =
            memoryMebibytes
            ?? Self.derived(node.inventory.memoryMebibytes, node.reserved.memoryMebibytes, node.ratios.ram)
        diskMebibytes =
            diskMebibytes
            ?? Self.derived(
                node.inventory.localGibibytes.gibibytesAsMebibytes, node.reserved.diskMebibytes, node.ratios.disk)
        vcpus = vcpus ?? Self.derived(node.inventory.vcpus, node.reserved.vcpus, node.ratios.cpu)
    }

    /// `floor((total - reserved) * ratio) + reserved`: what is in use contains the reserve, so Placement's view agrees.
    private static func derived(_ total: Int64, _ reserved: Int64, _ ratio: Double) -> Int64 {
        total.subtractingSaturating(reserved).scaledDown(by: ratio).addingSaturating(reserved)
    }
}

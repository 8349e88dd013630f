/// Plain amounts that a holder takes, or that are held together (claims and moves, 2.2).
struct Amounts: Hashable, Sendable {
    /// VCPU.
    var vcpus: Int64 = 0
    /// MiB.
    var memoryMebibytes: Int64 = 0
    /// MiB; rounded to GiB only in what is published.
    var diskMebibytes: Int64 = 0
}

extension Amounts {
    /// What a grant holds.
    init(of grant: Grant) {
        self.init(
            vcpus: grant.vcpus, memoryMebibytes: grant.memoryMebibytes, diskMebibytes: grant.diskMebibytes)
    }

    /// What a holder of a flavor takes: root, ephemeral and swap disk, no root when the root disk is a volume.
    ///
    /// Absent when an amount is negative or a sum leaves the range of numbers.
    init?(of flavor: Flavor, isVolumeBacked: Bool) {
        let root = isVolumeBacked ? 0 : flavor.rootGibibytes
        let parts = [
            flavor.vcpus, flavor.memoryMebibytes, flavor.rootGibibytes, flavor.ephemeralGibibytes, flavor.swapMebibytes,
        ]
        guard parts.allSatisfy({ $0 >= 0 }) else { return nil }
        let (local, isTooLarge) = root.addingReportingOverflow(flavor.ephemeralGibibytes)
        let (mebibytes, isTooLargeInMebibytes) = local.multipliedReportingOverflow(by: 1024)
        let (disk, isTooLargeWithSwap) = mebibytes.addingReportingOverflow(flavor.swapMebibytes)
        guard !isTooLarge, !isTooLargeInMebibytes, !isTooLargeWithSwap else { return nil }
        self.init(vcpus: flavor.vcpus, memoryMebibytes: flavor.memoryMebibytes, diskMebibytes: disk)
    }

    /// Adds amounts; wraps around, so that adding and removing is the identity whatever the amounts.
    ///
    /// Deciding refuses what would wrap (`canAdd`).
    mutating func add(_ other: Amounts) {
        vcpus &+= other.vcpus
        memoryMebibytes &+= other.memoryMebibytes
        diskMebibytes &+= other.diskMebibytes
    }

    /// Takes amounts away again.
    mutating func remove(_ other: Amounts) {
        vcpus &-= other.vcpus
        memoryMebibytes &-= other.memoryMebibytes
        diskMebibytes &-= other.diskMebibytes
    }

    /// Whether the sums stay in the range of numbers.
    func canAdd(_ other: Amounts) -> Bool {
        !vcpus.addingReportingOverflow(other.vcpus).overflow
            && !memoryMebibytes.addingReportingOverflow(other.memoryMebibytes).overflow
            && !diskMebibytes.addingReportingOverflow(other.diskMebibytes).overflow
    }
}

extension InstanceCell {
    /// The host CPUs that a placed cell takes from a host, ascending (NUMA, 4.1).
    ///
    /// Those it is pinned to and those reserved for emulator threads; with thread policy `isolate` the whole cores of
    /// all of them, in whatever cell they are reported now. A cell that is not pinned takes none, whatever pinning it
    /// has recorded.
    func heldCPUs(on host: NUMATopology?) -> [Int32] {
        guard isPinned else { return [] }
        let named = (cpuPinning.map(\.hostCPU) + reservedCPUs).ascendingOnce
        guard threadPolicy == .isolate, let host else { return named }
        let cores = host.cells.lazy.flatMap(\.siblings).filter { $0.contains(where: named.hasAscending) }
        return (named + cores.joined()).ascendingOnce
    }

    /// Whether it has dedicated host CPUs: its policy is `dedicated` or `mixed` (NUMA, 3.3).
    var isPinned: Bool { cpuPolicy == .dedicated || cpuPolicy == .mixed }

    /// Whether it has guest CPUs that share host CPUs: any policy but `dedicated` (NUMA, 3.3).
    var isFloating: Bool { cpuPolicy != .dedicated }

    /// The page size asked for or placed; absent: none was asked for.
    var statedPageSize: Int64? { pageSizeKibibytes == 0 ? nil : pageSizeKibibytes }
}

extension NUMACell {
    /// The smallest page size, which a guest without a page size uses; absent: the cell reports no pages.
    var smallestPageSize: Int64? { pages.lazy.map(\.sizeKibibytes).min() }
}

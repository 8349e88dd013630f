/// A host cell with what is held of it, as every guest cell finds it (NUMA, 1.2 and N1).
///
/// Behind one reference, because each guest cell is held against each host cell.
final class PreparedHostCell: Sendable {
    /// The cell as reported.
    let cell: NUMACell
    /// What is held of it.
    let usage: TopologyUsage.Cell
    /// Memory that nobody holds, in MiB; may be negative.
    let availableMebibytes: Int64
    /// One pool of CPUs serves shared and dedicated guest CPUs.
    let isLegacy: Bool
    /// CPUs for dedicated guest CPUs that nobody holds.
    let freeCPUCount: Int
    /// Those of them that are in cores.
    let cores: FreeCores
    /// Which of the page pools has the smallest size.
    let smallestPool: Int?
    /// The page pools, largest size first.
    let poolsBySize: [Int]

    /// Prepares a cell.
    ///
    /// - Parameters:
    ///   - taken: every host CPU of the node that is in somebody's hands, ascending.
    ///   - needsCores: whether dedicated guest CPUs are asked for; else CPUs are left unlooked at.
    init(_ cell: NUMACell, usage: TopologyUsage.Cell, taken: [Int32], needsCores: Bool) {
        self.cell = cell
        self.usage = usage
        availableMebibytes = cell.memoryMebibytes.subtractingSaturating(usage.memoryMebibytes)
        let own = needsCores ? cell.pcpuset.ascending : []
        let free = taken.isEmpty ? own : own.filter { !taken.hasAscending($0) }
        freeCPUCount = free.count
        cores = FreeCores(siblings: needsCores ? cell.siblings : [], free: free)
        isLegacy = needsCores && cell.cpuset.ascending == own
        let pages = cell.pages
        poolsBySize = pages.indices.filter { pages[$0].sizeKibibytes > 0 }
            .sorted { (pages[$1].sizeKibibytes, $0) < (pages[$0].sizeKibibytes, $1) }
        smallestPool = poolsBySize.last
    }

    /// Pages of a pool that are neither in use nor kept back, in KiB; may be negative.
    func freeKibibytes(ofPool index: Int) -> Int128 {
        let pool = cell.pages[index]
        let used = index < usage.usedPages.count ? usage.usedPages[index] : 0
        return (Int128(pool.total) - Int128(used) - Int128(pool.reserved)) * Int128(pool.sizeKibibytes)
    }

    /// All pages of a pool, those kept back too, in KiB.
    func totalKibibytes(ofPool index: Int) -> Int128 {
        Int128(cell.pages[index].total) * Int128(cell.pages[index].sizeKibibytes)
    }
}

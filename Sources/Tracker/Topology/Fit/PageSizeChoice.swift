/// Which pages of a host cell back a guest cell (NUMA, 3.3, checks 1 to 3).
///
/// Page counts and sizes of reports multiply beyond 64 bits, so KiB are 128 bits wide here.
enum PageSizeChoice {
    /// The page size of the placed cell; absent: none was asked for.
    ///
    /// - Throws: the check that failed.
    static func size(of guest: PreparedGuestCell, on host: PreparedHostCell) throws(FailedCheck) -> Int64? {
        if let asked = guest.cell.statedPageSize { return try size(asked, guest, host) }
        try checkWithoutSize(guest, host)
        return nil
    }

    /// Check 1: the first candidate that divides the memory and has enough free pages, whatever the policy.
    private static func size(
        _ asked: Int64, _ guest: PreparedGuestCell, _ host: PreparedHostCell
    ) throws(FailedCheck) -> Int64 {
        let kibibytes = Int128(guest.cell.memoryMebibytes) * 1024
        var mostFree: (size: Int64, free: Int128)?
        let candidates = candidates(asked, host)
        for pool in candidates {
            let size = host.cell.pages[pool].sizeKibibytes
            guard kibibytes % Int128(size) == 0 else { continue }
            let free = host.freeKibibytes(ofPool: pool)
            if kibibytes <= free { return size }
            if free > mostFree?.free ?? .min { mostFree = (size, free) }
        }
        let requested = Double(guest.cell.memoryMebibytes)
        if let mostFree {
            throw FailedCheck(
                .pagesShort, requested: requested, available: Double(mostFree.free) / 1024,
                pageSizeKibibytes: mostFree.size)
        }
        throw FailedCheck(
            candidates.isEmpty ? .pageSizeMissing : .pageSizeIndivisible, requested: requested, available: 0,
            pageSizeKibibytes: asked)
    }

    /// The pools to try, in order: −1 the smallest size, −2 all but the smallest, −3 all, or the one of the size.
    private static func candidates(_ asked: Int64, _ host: PreparedHostCell) -> ArraySlice<Int> {
        switch asked {
        case -1: return host.poolsBySize.suffix(1)
        case -2: return host.poolsBySize.dropLast()
        case -3: return host.poolsBySize[...]
        default:
            let place = host.poolsBySize.firstIndex { host.cell.pages[$0].sizeKibibytes == asked }
            return place.map { host.poolsBySize[$0...$0] } ?? []
        }
    }

    /// Checks 2 and 3: with pages, the smallest ones must do; without, the cell's memory.
    ///
    /// A cell without dedicated CPUs may oversubscribe memory, but not against itself alone.
    private static func checkWithoutSize(
        _ guest: PreparedGuestCell, _ host: PreparedHostCell
    ) throws(FailedCheck) {
        let requested = Double(guest.cell.memoryMebibytes)
        guard let pool = host.smallestPool else {
            let available = guest.isPinned ? host.availableMebibytes : host.cell.memoryMebibytes
            guard guest.cell.memoryMebibytes > available else { return }
            throw FailedCheck(.memoryShort, requested: requested, available: Double(available))
        }
        let kibibytes = Int128(guest.cell.memoryMebibytes) * 1024
        let size = host.cell.pages[pool].sizeKibibytes
        guard kibibytes % Int128(size) == 0 else {
            throw FailedCheck(.memoryIndivisible, requested: requested, available: 0, pageSizeKibibytes: size)
        }
        let available = guest.isPinned ? host.freeKibibytes(ofPool: pool) : host.totalKibibytes(ofPool: pool)
        guard kibibytes > available else { return }
        throw FailedCheck(
            .memoryShort, requested: requested, available: Double(available) / 1024, pageSizeKibibytes: size)
    }
}

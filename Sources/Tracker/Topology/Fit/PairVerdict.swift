/// Whether one guest cell fits one host cell, and where (NUMA, 3.3).
///
/// Depends on the host cell, on the guest cell as asked for, on the limits and on the emulator's CPU: on nothing that
/// was learned on other host cells (NUMA, N1).
enum PairVerdict: Hashable, Sendable {
    /// It fits, at this place.
    case fits(PairPlace)
    /// It does not: the first check that failed.
    case fails(FailedCheck)

    /// Whether it fits.
    var isFit: Bool {
        switch self {
        case .fits: true
        case .fails: false
        }
    }

    /// The first check that failed; absent: it fits.
    var failure: FailedCheck? {
        switch self {
        case .fits: nil
        case .fails(let check): check
        }
    }
}

/// The place of a guest cell on a host cell, as far as a verdict needs it; the pins follow from it.
struct PairPlace: Hashable, Sendable {
    /// The page size, if one was asked for.
    var pageSizeKibibytes: Int64?
    /// How the cores are filled, if dedicated host CPUs are asked for.
    var packing: CorePacking?
}

/// The first check that a guest cell fails on a host cell, with amounts in the unit of the reason's resource.
struct FailedCheck: Error, Hashable, Sendable {
    /// Which check.
    var reason: FitReason
    /// Asked for.
    var requested: Double
    /// At hand; may be negative.
    var available: Double
    /// The page size concerned; negative: as asked for.
    var pageSizeKibibytes: Int64?

    /// Makes one from its parts.
    init(_ reason: FitReason, requested: Double, available: Double, pageSizeKibibytes: Int64? = nil) {
        self.reason = reason
        self.requested = requested
        self.available = available
        self.pageSizeKibibytes = pageSizeKibibytes
    }

    /// Counts CPUs.
    static func cpus(_ reason: FitReason, requested: Int, available: Int) -> FailedCheck {
        FailedCheck(reason, requested: Double(requested), available: Double(available))
    }
}

extension PairVerdict {
    /// Decides, check by check in the order that tells which one is reported.
    init(_ guest: PreparedGuestCell, on host: PreparedHostCell, limits: Limits) {
        do throws(FailedCheck) {
            let size = try PageSizeChoice.size(of: guest, on: host)
            if guest.isPinned { try Self.checkDedicatedTotal(guest, host) }
            if guest.isFloating { try Self.checkSharedTotal(guest, host) }
            let packing = guest.isPinned ? try CorePacking(guest, on: host) : nil
            if guest.isFloating { try Self.checkRatios(guest, host, limits) }
            self = .fits(PairPlace(pageSizeKibibytes: size, packing: packing))
        } catch {
            self = .fails(error)
        }
    }

    private static func checkDedicatedTotal(
        _ guest: PreparedGuestCell, _ host: PreparedHostCell
    ) throws(FailedCheck) {
        let total = host.cell.pcpuset.count
        guard guest.dedicatedCount > total else { return }
        throw .cpus(.dedicatedTotal, requested: guest.dedicatedCount, available: total)
    }

    /// A guest may not oversubscribe against itself.
    private static func checkSharedTotal(_ guest: PreparedGuestCell, _ host: PreparedHostCell) throws(FailedCheck) {
        let (asked, total) = (guest.cell.cpuset.count, host.cell.cpuset.count)
        guard asked > total else { return }
        throw .cpus(.sharedTotal, requested: asked, available: total)
    }

    /// Equality passes; cells with dedicated CPUs only are not asked.
    private static func checkRatios(
        _ guest: PreparedGuestCell, _ host: PreparedHostCell, _ limits: Limits
    ) throws(FailedCheck) {
        if let ratio = limits.numaCPURatio {
            let (asked, limit) = (Int64(guest.cell.cpuset.count), Double(host.cell.cpuset.count) * ratio)
            guard Double(host.usage.cpuUsage.addingSaturating(asked)) <= limit else {
                throw FailedCheck(
                    .cpuRatio, requested: Double(asked), available: limit - Double(host.usage.cpuUsage))
            }
        }
        if let ratio = limits.numaRAMRatio {
            let (asked, limit) = (guest.cell.memoryMebibytes, Double(host.cell.memoryMebibytes) * ratio)
            guard Double(host.usage.memoryMebibytes.addingSaturating(asked)) <= limit else {
                throw FailedCheck(
                    .memoryRatio, requested: Double(asked), available: limit - Double(host.usage.memoryMebibytes))
            }
        }
    }
}

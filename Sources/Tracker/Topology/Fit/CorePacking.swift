/// How the cores of a host cell are filled with dedicated guest CPUs (NUMA, 3.4).
struct CorePacking: Hashable, Sendable {
    /// Only cores with at least so many free threads take part.
    let leastFree: Int
    /// So many threads of each of them are filled, in order, until there is no guest CPU left.
    let threadsEach: Int
    /// Whether a core with a guest CPU is closed to the emulator threads too.
    let closesCores: Bool

    /// Chooses, or says which check failed (NUMA, 3.3, check 6).
    init(_ guest: PreparedGuestCell, on host: PreparedHostCell) throws(FailedCheck) {
        guard guest.dedicatedCount <= host.freeCPUCount else {
            throw .cpus(.dedicatedFree, requested: guest.dedicatedCount, available: host.freeCPUCount)
        }
        switch guest.cell.threadPolicy {
        case .isolate: self = try Self.isolating(guest, host)
        case .require: self = try Self.requiring(guest, host.cores)
        case .prefer, nil: self = try Self.preferring(guest, host.cores)
        }
        // As the reference, for which such a cell is as good as none.
        guard !guest.dedicated.isEmpty || !guest.cell.cpuset.isEmpty else {
            throw .cpus(.guestCellWithoutCPUs, requested: 1, available: 0)
        }
    }

    private init(leastFree: Int, threadsEach: Int, closesCores: Bool = false) {
        self.leastFree = leastFree
        self.threadsEach = threadsEach
        self.closesCores = closesCores
    }

    /// One thread on each core that is wholly free; the emulator's CPU may be on any other core.
    private static func isolating(
        _ guest: PreparedGuestCell, _ host: PreparedHostCell
    ) throws(FailedCheck) -> CorePacking {
        let (cores, asked) = (host.cores, guest.dedicated.count)
        let whole = cores.count(free: cores.threadsPerCore)
        guard whole > 0 else { throw .cpus(.isolateCores, requested: asked, available: 0) }
        guard cores.threadsPerCore == 1 || host.isLegacy else {
            throw .cpus(.isolateApart, requested: asked, available: 0)
        }
        guard asked <= whole else { throw .cpus(.isolateCores, requested: asked, available: whole) }
        guard asked > 0 else { throw .cpus(.isolateNothing, requested: 1, available: 0) }
        guard guest.reserved <= cores.count - asked else {
            throw .cpus(.emulatorCPU, requested: guest.reserved, available: cores.count - asked)
        }
        return CorePacking(leastFree: cores.threadsPerCore, threadsEach: 1, closesCores: true)
    }

    /// At least two threads of each core that takes part.
    private static func requiring(_ guest: PreparedGuestCell, _ cores: FreeCores) throws(FailedCheck) -> CorePacking {
        let asked = guest.dedicated.count
        guard cores.threadsPerCore > 1 else { throw .cpus(.requireThreads, requested: asked, available: 0) }
        guard let packing = emptiest(asked, cores, atLeast: 2) else {
            let most = (2..<max(cores.largestFree + 1, 2)).map { $0 * cores.count(free: $0) }.max()
            throw .cpus(.requireCores, requested: max(asked, 2), available: most ?? 0)
        }
        try checkEmulator(guest, cores)
        return packing
    }

    /// The emptiest cores, then every free thread in the order of the cores.
    private static func preferring(_ guest: PreparedGuestCell, _ cores: FreeCores) throws(FailedCheck) -> CorePacking {
        let asked = guest.dedicated.count
        guard asked <= cores.cpus.count else {
            throw .cpus(.coreless, requested: asked, available: cores.cpus.count)
        }
        try checkEmulator(guest, cores)
        return emptiest(asked, cores, atLeast: 1) ?? CorePacking(leastFree: 1, threadsEach: .max)
    }

    /// The largest number of threads a core with which the guest CPUs have room; never optimised beyond that.
    private static func emptiest(_ asked: Int, _ cores: FreeCores, atLeast least: Int) -> CorePacking? {
        for threads in stride(from: cores.largestFree, through: least, by: -1)
        where threads * cores.count(free: threads) >= asked {
            return CorePacking(leastFree: threads, threadsEach: threads)
        }
        return nil
    }

    /// The emulator's CPU is any free thread beside the guest's; without a dedicated guest CPU there is none for it.
    private static func checkEmulator(_ guest: PreparedGuestCell, _ cores: FreeCores) throws(FailedCheck) {
        guard guest.reserved > 0 else { return }
        let left = guest.dedicated.isEmpty ? 0 : cores.cpus.count - guest.dedicated.count
        guard left < guest.reserved else { return }
        throw .cpus(.emulatorCPU, requested: guest.reserved, available: left)
    }
}

extension CorePacking {
    /// The host CPUs of the guest CPUs in their order, and those reserved for emulator threads.
    func cpus(of guest: PreparedGuestCell, on cores: FreeCores) -> (pinned: [Int32], reserved: [Int32]) {
        var (pinned, reserved) = ([Int32](), [Int32]())
        pinned.reserveCapacity(guest.dedicated.count)
        for core in 0..<cores.count {
            let threads = cores[core]
            let left = guest.dedicated.count - pinned.count
            let taken = threads.count >= leastFree ? min(threadsEach, left, threads.count) : 0
            pinned.append(contentsOf: threads.prefix(taken))
            if taken == 0 || !closesCores {
                reserved.append(contentsOf: threads.dropFirst(taken).prefix(guest.reserved - reserved.count))
            }
            if pinned.count == guest.dedicated.count, reserved.count == guest.reserved { break }
        }
        return (pinned, reserved)
    }
}

/// A guest cell as it was asked for; nothing that is learned on one host cell is kept in it (NUMA, N1).
///
/// Behind one reference, because it is held against each host cell.
final class PreparedGuestCell: Sendable {
    /// The cell as asked for.
    let cell: InstanceCell
    /// Dedicated guest CPUs, ascending.
    let dedicated: [Int32]
    /// Whether it has dedicated host CPUs: policy `dedicated` or `mixed`.
    let isPinned: Bool
    /// Whether it has guest CPUs that share host CPUs: any policy but `dedicated`.
    let isFloating: Bool
    /// Host CPUs that emulator threads take beside: 0 or 1.
    let reserved: Int

    /// Prepares the guest cell at a place in its topology.
    init(_ cell: InstanceCell, at index: Int, emulatorThreads: EmulatorThreads?) {
        self.cell = cell
        dedicated = cell.pcpuset.ascending
        isPinned = cell.isPinned
        isFloating = cell.isFloating
        reserved = index == 0 && emulatorThreads == .isolate ? 1 : 0
    }

    /// Dedicated host CPUs that it takes in all.
    var dedicatedCount: Int { dedicated.count + reserved }
}

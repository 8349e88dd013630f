/// The verdict on each guest cell on each host cell, both in the order in which they are reported.
struct FitMatrix: Hashable, Sendable {
    /// Numbers of the host cells.
    let hostCells: [Int32]
    /// For each guest cell the verdict on each host cell.
    let verdicts: [[PairVerdict]]

    /// Decides every pair once.
    init(_ guests: [PreparedGuestCell], on hosts: [PreparedHostCell], limits: Limits) {
        hostCells = hosts.map(\.cell.id)
        verdicts = guests.map { guest in hosts.map { PairVerdict(guest, on: $0, limits: limits) } }
    }

    /// For each guest cell the host cells that it fits.
    ///
    /// - Parameter order: places of the host cells in the report, in the order in which the sets count them.
    func candidates(in order: [Int]) -> [CellSet] {
        verdicts.map { row in
            order.indices.reduce(into: CellSet()) { set, index in
                if row[order[index]].isFit { set.insert(index) }
            }
        }
    }
}

extension FitMatrix {
    /// A guest cell at its place on a host cell that it fits (NUMA, 3.3).
    func placed(
        _ guest: PreparedGuestCell, at index: Int, on host: PreparedHostCell, at hostIndex: Int
    ) -> InstanceCell {
        guard case .fits(let place) = verdicts[index][hostIndex] else {
            // Places come from the candidates of this matrix, which are those that fit.
            preconditionFailure("a guest cell is only placed where it fits")
        }
        var cell = guest.cell
        cell.hostCell = host.cell.id
        cell.pageSizeKibibytes = place.pageSizeKibibytes ?? cell.pageSizeKibibytes
        let (pinned, reserved) = place.packing?.cpus(of: guest, on: host.cores) ?? ([], [])
        cell.cpuPinning = zip(guest.dedicated, pinned).map { CPUPin(guestCPU: $0, hostCPU: $1) }
        cell.reservedCPUs = reserved
        return cell
    }
}

import Wire

/// Where the guest cells of a grant are.
enum PlacementText {
    /// A line for each guest cell, and its pins below; empty if the grant has no place.
    static func people(_ topology: Berth_Tracker_V1_InstanceTopology) -> String {
        topology.cells.enumerated().map { index, cell in
            WrappedLine.text(title(index, cell), words(cell)) + pins(cell)
        }.joined()
    }

    /// The places of several grants, each under what tells it apart; empty if none has one.
    static func section(_ grants: [Berth_Tracker_V1_Grant]) -> String {
        let placed = grants.filter { !$0.numaTopology.cells.isEmpty }
        guard placed.count != 1 || grants.count != 1 else { return "\nPlaced:\n" + people(placed[0].numaTopology) }
        return placed.map { grant in
            "\nPlaced on \(Printable.text("\(grant.host)/\(grant.node), \(HolderText.side(grant))")):\n"
                + people(grant.numaTopology)
        }.joined()
    }

    private static func title(_ index: Int, _ cell: Berth_Tracker_V1_InstanceCell) -> String {
        "guest cell \(index) -> " + (cell.hasHostCell ? "host cell \(cell.hostCell): " : "no host cell: ")
    }

    private static func words(_ cell: Berth_Tracker_V1_InstanceCell) -> [String] {
        var parts = ["\(cell.memoryMb) MiB"]
        if cell.hasPagesizeKb { parts.append("pages of \(cell.pagesizeKb) KiB") }
        if !cell.cpuset.isEmpty { parts.append("floating guest CPUs \(CPUList.text(cell.cpuset))") }
        if !cell.cpuPinning.isEmpty { parts.append("\(cell.cpuPinning.count) pinned") }
        if !cell.cpusetReserved.isEmpty {
            parts.append("emulator threads on host CPU \(CPUList.text(cell.cpusetReserved))")
        }
        return parts.joined(separator: ", ").split(separator: " ").map(String.init)
    }

    /// Guest and host CPUs that go up together are one word: `0-3>8-11`.
    private static func pins(_ cell: Berth_Tracker_V1_InstanceCell) -> String {
        guard !cell.cpuPinning.isEmpty else { return "" }
        var runs: [(guest: ClosedRange<Int32>, host: ClosedRange<Int32>)] = []
        for pin in cell.cpuPinning {
            if let last = runs.last, last.guest.upperBound < pin.guestCpu, last.host.upperBound < pin.hostCpu,
                last.guest.upperBound + 1 == pin.guestCpu, last.host.upperBound + 1 == pin.hostCpu
            {
                runs[runs.count - 1] = (
                    last.guest.lowerBound...pin.guestCpu, last.host.lowerBound...pin.hostCpu
                )
            } else {
                runs.append((pin.guestCpu...pin.guestCpu, pin.hostCpu...pin.hostCpu))
            }
        }
        return WrappedLine.text("  pins guest>host: ", runs.map { "\(text($0.guest))>\(text($0.host))" })
    }

    private static func text(_ range: ClosedRange<Int32>) -> String {
        range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)-\(range.upperBound)"
    }
}

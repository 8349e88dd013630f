/// What of the host counts for how near a device is to a guest (PCI, 7.2).
struct DeviceProximity: Sendable {
    /// The host cells that the guest is on; empty: it has no cells, and no policy restricts anything.
    var guestCells: Set<Int32>
    /// The host cells that share a socket with one of them; absent: a host cell without a socket, so `socket` finds
    /// nothing.
    var cellsOfSockets: Set<Int32>?

    /// A guest without cells.
    static let anywhere = DeviceProximity(guestCells: [], cellsOfSockets: [])

    /// A guest on host cells.
    init(guestCells: Set<Int32>, host: NUMATopology?) {
        self.guestCells = guestCells
        let cells = host?.cells ?? []
        guard cells.allSatisfy({ $0.socket != nil }) else {
            cellsOfSockets = nil
            return
        }
        let sockets = Set(cells.filter { guestCells.contains($0.id) }.compactMap(\.socket))
        cellsOfSockets = Set(cells.filter { $0.socket.map(sockets.contains) ?? false }.map(\.id))
    }

    init(guestCells: Set<Int32>, cellsOfSockets: Set<Int32>?) {
        self.guestCells = guestCells
        self.cellsOfSockets = cellsOfSockets
    }
}

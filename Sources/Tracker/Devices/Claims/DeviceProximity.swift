/// How near the pools of a node are to a guest (PCI, 7.2), by their cells' places in the index.
struct DeviceProximity: Sendable {
    /// How near one cell is.
    enum Nearness: Int32 {
        /// The guest is on it.
        case exact
        /// It is no cell: the platform does not say where the devices are.
        case unknown
        /// It shares a socket with a cell that the guest is on.
        case socket
        /// Any other.
        case other
    }

    /// The host cells that the guest is on; empty: it has no cells, and no policy restricts anything.
    let guestCells: Set<Int32>
    private let nearness: [Nearness]
    /// Whether each cell is on a socket of the guest; absent: a host cell has no socket, so `socket` finds nothing.
    private let areOnSockets: [Bool]?

    /// A guest on host cells.
    ///
    /// - Parameter host: for the sockets; absent: no policy asks for them.
    init(guestCells: Set<Int32>, host: NUMATopology?, _ index: DeviceIndex) {
        self.guestCells = guestCells
        let cells = host?.cells ?? []
        guard cells.allSatisfy({ $0.socket != nil }) else {
            areOnSockets = nil
            nearness = index.cells.map { guestCells.contains($0) ? .exact : .other }
            return
        }
        let sockets = Set(cells.filter { guestCells.contains($0.id) }.compactMap(\.socket))
        let onSockets = Set(cells.filter { $0.socket.map(sockets.contains) ?? false }.map(\.id))
        areOnSockets = index.cells.map(onSockets.contains)
        nearness = index.cells.map { cell in
            guestCells.contains(cell) ? .exact : onSockets.contains(cell) ? .socket : .other
        }
    }

    /// How near a pool is.
    func of(_ cell: Int?) -> Nearness { cell.map { nearness[$0] } ?? .unknown }

    /// Whether a pool is on a socket of the guest; none is if nobody knows the sockets.
    func isOnSocket(_ cell: Int?) -> Bool {
        guard let areOnSockets, let cell else { return false }
        return areOnSockets[cell]
    }
}

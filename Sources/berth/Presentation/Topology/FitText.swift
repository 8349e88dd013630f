import Wire

/// Whether an instance would fit a node, and where.
enum FitText {
    /// The verdict; then the place on the node's cells, or what falls short.
    ///
    /// - Parameter hostCells: the cells of the node; nil: not known.
    static func people(_ fit: Berth_Tracker_V1_NodeFit, hostCells: [Int32]?) -> String {
        let name = Printable.text(fit.node)
        guard fit.fits else {
            return "\(name): does not fit\n" + RefusalText.shortfalls(fit.shortfalls, hostCells: hostCells)
        }
        return "\(name): fits\n" + PlacementText.people(fit.grant.numaTopology) + DeviceGrantText.section([fit.grant])
    }
}

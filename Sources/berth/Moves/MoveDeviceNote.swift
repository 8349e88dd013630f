import Wire

/// What is to be done about the devices of an instance whose destination has none.
enum MoveDeviceNote {
    /// How many it has at the source, and the command that claims the like; nil: it has none there, or some here.
    ///
    /// - Parameters:
    ///   - source: what the instance holds at the source.
    static func text(_ answer: Berth_Tracker_V1_ClaimMoveResponse, source: [Berth_Tracker_V1_Grant]) -> String? {
        let (move, grant) = (answer.migration, answer.grant)
        let own = source.first { $0.side == .instance && $0.node == move.sourceNode }
        guard let count = own?.pciDevices.count, count > 0, grant.pciDevices.isEmpty else { return nil }
        let place = PlaceText.node(move.sourceHost, move.sourceNode)
        let devices = Amount.number(count, "device")
        let why =
            move.type == .liveMigration
            ? "a live migration takes its own apart, before the guest is switched over:"
            : "the claim asked for none. To take the like:"
        var command = "berth pci claim \(move.instanceUuid) --host \(move.destHost)"
        if move.destNode != move.destHost { command += " --node \(move.destNode)" }
        command += " --migration \(move.uuid) --from-host \(move.sourceHost)"
        if move.sourceNode != move.sourceHost { command += " --from-node \(move.sourceNode)" }
        return Printable.lines("The instance has \(devices) at \(place) and none here: \(why)\n  \(command)") + "\n"
    }
}

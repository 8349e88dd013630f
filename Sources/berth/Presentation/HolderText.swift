import SwiftProtobuf
import Wire

/// Who holds what, for whom, since when, and which request put it there.
enum HolderText {
    /// What tells the grants of a table apart.
    enum Names { case instances, nodes }

    /// A line for each grant.
    static func table(_ grants: [Berth_Tracker_V1_Grant], names: Names) -> String {
        let hasUnits = grants.contains { !units($0).isEmpty }
        let hasLease = grants.contains(where: \.hasLeaseEndTime)
        var columns: [TextTable.Column] = [
            names == .instances ? .identifier("INSTANCE") : .identifier("NODE"), .text("SIDE", minimum: 22),
            .number("VCPU"), .number("MEM MiB"), .number("DISK MiB"), .identifier("REQUEST"), .identifier("SINCE"),
        ]
        if hasLease { columns.append(.identifier("LEASE UNTIL")) }
        if hasUnits { columns.append(.identifier("UNITS")) }
        var table = TextTable(columns)
        for grant in grants {
            var cells = [
                names == .instances ? grant.instanceUuid : PlaceText.node(grant.host, grant.node), side(grant),
                String(grant.vcpus), String(grant.memoryMb), String(grant.diskMb), grant.claimRequestID,
                grant.hasCreateTime ? time(grant.createTime) : "",
            ]
            if hasLease { cells.append(grant.hasLeaseEndTime ? time(grant.leaseEndTime) : "") }
            if hasUnits { cells.append(units(grant)) }
            table.add(cells)
        }
        return table.rendered()
    }

    /// Whose it is: the instance's own, or one side of a move.
    static func side(_ grant: Berth_Tracker_V1_Grant) -> String {
        switch grant.side {
        case .instance: "own"
        case .moveNew: "new side of \(grant.migrationUuid)"
        case .moveOld: "old side of \(grant.migrationUuid)"
        case .unspecified, .UNRECOGNIZED: "?"
        }
    }

    private static func units(_ grant: Berth_Tracker_V1_Grant) -> String {
        let named = grant.resources.flatMap { pool in
            pool.units.map { "\(pool.resourceClass) \($0.identifier)" }
        }
        return (named + grant.pciDevices.map { "PCI \($0.address)" }).joined(separator: ", ")
    }

    /// Whole seconds: the table is wide as it is.
    private static func time(_ time: Google_Protobuf_Timestamp) -> String {
        RFC3339.format(.init(seconds: time.seconds)) ?? "?"
    }
}

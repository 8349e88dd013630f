import SwiftProtobuf
import Wire

/// What instances hold.
enum GrantText {
    /// A line for each grant.
    static func table(_ grants: [Berth_Tracker_V1_Grant]) -> String {
        var table = TextTable([
            .identifier("INSTANCE"), .identifier("NODE"), .number("VCPU"), .number("MEM MiB"),
            .number("DISK MiB"), .text("PROJECT"), .text("LEASE UNTIL", minimum: 11),
        ])
        for grant in grants {
            table.add([
                grant.instanceUuid, grant.node, String(grant.vcpus), String(grant.memoryMb), String(grant.diskMb),
                grant.projectID,
                grant.hasLeaseEndTime ? RFC3339.format(.init(seconds: grant.leaseEndTime.seconds)) ?? "?" : "",
            ])
        }
        return table.rendered()
    }
}

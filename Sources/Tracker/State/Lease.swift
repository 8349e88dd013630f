/// A lease in the order in which leases end.
struct Lease: Hashable, Sendable, Comparable {
    /// When it ends.
    var end: Instant
    /// Whose.
    var instance: InstanceIdentifier
    /// The claim whose lease it is.
    var claimRequestID: String

    /// Orders by end, then by instance, then by claim.
    static func < (left: Self, right: Self) -> Bool {
        if left.end != right.end { return left.end < right.end }
        if left.instance != right.instance { return left.instance < right.instance }
        return left.claimRequestID < right.claimRequestID
    }
}

extension Grant {
    /// The host's record that the grant is part of.
    var instanceIdentifier: InstanceIdentifier { InstanceIdentifier(host: node.host, uuid: instanceUUID) }

    /// Its place in the order of leases.
    var lease: Lease? {
        leaseEndTime.map { Lease(end: $0, instance: instanceIdentifier, claimRequestID: claimRequestID) }
    }
}

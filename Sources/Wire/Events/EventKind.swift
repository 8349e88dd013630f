/// The kinds of events; the first part of their routing keys.
public enum EventKind: String, CaseIterable, Sendable, Hashable {
    /// Usage of a node after a change; state, the last one wins.
    case usageUpdated = "usage.updated"
    /// A claim was granted.
    case claimConfirmed = "claim.confirmed"
    /// A claim was refused.
    case claimRefused = "claim.refused"
    /// What a claim held is free again.
    case claimReleased = "claim.released"
    /// A move has another status.
    case moveChanged = "move.changed"
    /// A node was made, reported anew, enabled, disabled or removed.
    case nodeChanged = "node.changed"
    /// PCI devices changed hands.
    case pciChanged = "pci.changed"
    /// An audit found differences.
    case driftFound = "drift.found"
    /// A host reported its metrics.
    case metricsReported = "metrics.reported"
    /// An instance was updated without a change of what it holds.
    case instanceChanged = "instance.changed"

    /// Most bytes of a routing key (AMQP 0-9-1, short string).
    static let maximumRoutingKeyBytes = 255

    /// The kind of an event's body.
    public init(_ body: Berth_Tracker_V1_Event.OneOf_Body) {
        switch body {
        case .usageUpdated: self = .usageUpdated
        case .claimConfirmed: self = .claimConfirmed
        case .claimRefused: self = .claimRefused
        case .claimReleased: self = .claimReleased
        case .moveChanged: self = .moveChanged
        case .nodeChanged: self = .nodeChanged
        case .pciDevicesChanged: self = .pciChanged
        case .driftFound: self = .driftFound
        case .metricsReported: self = .metricsReported
        case .instanceChanged: self = .instanceChanged
        }
    }

    /// The routing key `<kind>.<host>` of an event.
    ///
    /// A host may have 255 bytes and the broker takes no longer key, so the end of a very long host is left out; the
    /// event itself names the host in full.
    public func routingKey(host: String) -> String {
        var key = "\(rawValue)."
        if key.utf8.count + host.utf8.count <= EventKind.maximumRoutingKeyBytes { return key + host }
        for scalar in host.unicodeScalars {
            guard key.utf8.count + UTF8.width(scalar) <= EventKind.maximumRoutingKeyBytes else { break }
            key.unicodeScalars.append(scalar)
        }
        return key
    }

    /// The `type` attribute of the CloudEvent: `berth.usage.updated`.
    public var cloudEventsType: String { "berth.\(rawValue)" }
}

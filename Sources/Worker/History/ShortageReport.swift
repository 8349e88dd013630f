internal import Tracker
internal import Wire

/// Who stood in the way of a claim, and what would have let it through.
package struct ShortageReport: Codable, Hashable, Sendable {
    /// One resource that fell short; memory in MiB, disk in GiB.
    package struct Resource: Codable, Hashable, Sendable {
        /// `VCPU`, `MEMORY_MB`, `DISK_GB` or a resource class.
        package var name: String
        /// Asked for.
        package var requested: Double
        /// Free below the limit; may be negative.
        package var available: Double
        /// How much more would have had to be free.
        package var missing: Double
        /// In use, the reserve included; absent for named units.
        package var used: Double?
        /// What it was compared with.
        package var limit: Double?
        /// Whether the limit followed from the node's ratio; false: the request gave it.
        package var isNodesOwnLimit: Bool
        /// The ratio in force.
        package var ratio: Double?
        /// The limit under which it would have fitted.
        package var neededLimit: Double?
        /// The ratio under which it would have fitted, rounded up.
        package var neededRatio: Double?
    }

    /// Who held some of it.
    package struct Holder: Codable, Hashable, Sendable {
        /// Whose.
        package var instance: String
        /// `instance`, `move_new` or `move_old`.
        package var side: String
        /// Of a move's side; else empty.
        package var migration: String
        /// The request that put it there.
        package var request: String
        /// Since when (RFC 3339).
        package var since: String
        /// By resource, in its unit.
        package var amounts: [String: Double]
    }

    /// Where, as `host/name`.
    package var node: String
    /// What fell short.
    package var resources: [Resource]
    /// Of devices that could not be had: why, and who had them; absent: devices were not what was short.
    package var devices: DeviceShortageReport?
    /// Who held any of it at that moment, the largest share of what was missing first; behind them, those who had
    /// devices only.
    package var holders: [Holder]
    /// Instances whose release would have been enough, the smallest change; empty: none of those that were judged.
    package var release: [Holder]
    /// Which releases were judged: `all`, those of a `single` instance, or `none`.
    package var judgedReleases: String
    /// Whether no smaller number of releases would have been enough.
    package var isFewest: Bool
    /// Other open nodes of the shard that had room under their own ratios, and the devices, as `host/name`.
    package var otherNodes: [String]
    /// Whether other nodes were judged; not with cells or devices that are not on record, nor for what is here already.
    package var areOtherNodesJudged: Bool
    /// Whether other nodes were asked for all plain amounts of the claim; false: only for what fell short here.
    package var areAmountsKnown: Bool
}

extension ShortageReport {
    /// Writes an analysis in the units that people and refusals use.
    init(_ shortage: Shortage, devices: DeviceShortageReport?) {
        let units = shortage.resources.map { $0.name == "DISK_GB" ? 1024.0 : 1 }
        let holders = shortage.holders.map { Holder($0, shortage.resources, units) }
        self.init(
            node: "\(shortage.node.host)/\(shortage.node.name)",
            resources: zip(shortage.resources, units).map { Resource($0, unit: $1) }, devices: devices,
            holders: holders, release: shortage.release?.holders.map { holders[$0] } ?? [],
            judgedReleases: shortage.judgedReleases.rawValue,
            isFewest: shortage.release?.isFewest ?? false,
            otherNodes: shortage.otherNodes.map { "\($0.host)/\($0.name)" },
            areOtherNodesJudged: shortage.areOtherNodesJudged,
            areAmountsKnown: shortage.areAmountsKnown)
    }
}

extension ShortageReport.Resource {
    fileprivate init(_ resource: Shortage.Resource, unit: Double) {
        let inUnit = { (amount: Int64) in Double(amount) / unit }
        self.init(
            name: resource.name, requested: inUnit(resource.requested), available: inUnit(resource.available),
            missing: inUnit(resource.missing), used: resource.used.map(inUnit), limit: resource.limit.map(inUnit),
            isNodesOwnLimit: resource.isNodesOwnLimit, ratio: resource.ratio,
            neededLimit: resource.neededLimit.map(inUnit),
            neededRatio: resource.neededRatio.map { ($0 * 1000).rounded(.up) / 1000 })
    }
}

extension ShortageReport.Holder {
    fileprivate init(_ holder: Shortage.Holder, _ resources: [Shortage.Resource], _ units: [Double]) {
        let amounts = zip(zip(resources, units), holder.amounts).map { ($0.0.name, Double($1) / $0.1) }
        self.init(
            instance: holder.grant.instanceUUID, side: holder.grant.side.rawValue,
            migration: holder.grant.migrationUUID, request: holder.grant.claimRequestID,
            since: RFC3339.format(nanosecondsSince1970: holder.grant.createTime.nanoseconds),
            amounts: Dictionary(amounts, uniquingKeysWith: { $1 }))
    }
}

/// Why a claim did not fit, seen in the state in which it was refused.
public struct Shortage: Hashable, Sendable {
    /// One resource that fell short; amounts of memory and disk are in MiB.
    public struct Resource: Hashable, Sendable {
        /// As in the shortfall.
        public var name: String
        /// Asked for.
        public var requested: Int64
        /// What was free below the limit; may be negative.
        public var available: Int64
        /// In use, the reserve included; absent for named units.
        public var used: Int64?
        /// Whether the limit was the one that follows from the node's own ratio; false: the request gave it.
        public var isNodesOwnLimit: Bool
        /// The ratio in force; absent for named units.
        public var ratio: Double?
        /// The smallest ratio under which it fits; absent: none does, or the limit is not made of a ratio.
        public var neededRatio: Double?

        /// How much more would have to be free.
        public var missing: Int64 { requested.subtractingSaturating(available) }
        /// The limit that it was compared with; absent for named units.
        public var limit: Int64? { used.map { $0.addingSaturating(available) } }
        /// The limit under which it fits; absent for named units.
        public var neededLimit: Int64? { used.map { $0.addingSaturating(requested) } }
    }

    /// A grant on the node, with what it holds of each resource that fell short.
    public struct Holder: Hashable, Sendable {
        /// The grant.
        public var grant: Grant
        /// In the order of the resources.
        public var amounts: [Int64]
    }

    /// A device that would have served, or that blocked one, with who had it.
    public struct DeviceHolder: Hashable, Sendable {
        /// As it was granted.
        public var device: PCIDevice
        /// The grant.
        public var grant: Grant
    }

    /// Which releases were judged; the raw value is what programs get.
    public enum JudgedReleases: String, Hashable, Sendable {
        /// All: if none is named, none would have been enough.
        case all
        /// Of one instance: a release of several may have been enough.
        case single
        /// None: what was asked for of cells or devices is not on record.
        case none
    }

    /// Holders whose release would free enough.
    public struct Release: Hashable, Sendable {
        /// Which, as places in the list of holders, ascending.
        public var holders: [Int]
        /// Whether no smaller number of them is enough.
        public var isFewest: Bool
    }

    /// Where.
    public var node: NodeIdentifier
    /// What fell short, in the order of the refusal; not cells and devices.
    public var resources: [Resource]
    /// Who had devices that would have served; absent: none fell short, or what was asked for is not on record.
    public var deviceHolders: [DeviceHolder]?
    /// Who held any of the resources, the largest share of what is missing first.
    public var holders: [Holder]
    /// The smallest change among the holders; absent: not even the release of all is enough.
    public var release: Release?
    /// Which releases were judged.
    public var judgedReleases: JudgedReleases
    /// The other open nodes that would have taken all that is known of the claim, under their own ratios, in order.
    public var otherNodes: [NodeIdentifier]
    /// Whether other nodes were judged; not with cells or devices that are not on record, nor for what is here already.
    public var areOtherNodesJudged: Bool
    /// Whether all plain amounts of the claim are known; false: the other nodes were asked for what fell short only.
    public var areAmountsKnown: Bool
}

import Wire

/// A size that the pages name.
struct FlowFlavor: Hashable {
    /// Its amounts, as a grant has them.
    var vcpus: Int64
    var memoryMebibytes: Int64
    var diskMebibytes: Int64

    /// The flavor of a name; nil: there is none.
    static func of(_ name: String, _ shared: [String: String]) -> FlowFlavor? {
        guard let json = shared[name],
            let flavor = try? MessageCodec(.json).decode(Berth_Tracker_V1_Flavor.self, from: Array(json.utf8))
        else { return nil }
        return FlowFlavor(
            vcpus: flavor.vcpus, memoryMebibytes: flavor.memoryMb,
            diskMebibytes: (flavor.rootGb + flavor.ephemeralGb) * 1_024 + flavor.swapMb)
    }
}

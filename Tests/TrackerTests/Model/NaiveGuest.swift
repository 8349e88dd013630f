/// One claim of the model: what was asked for, in plain values.
struct NaiveGuest {
    var uuid: String
    var host: String
    var node: String
    var vcpus: Int
    var memory: Int
    var disk: Int
    var flavorID: String
    var isVolumeBacked: Bool
    var vm: String
    var task: String
    var system: String
    var project: String
    var key: String
    /// `provider class identifier`, ascending.
    var units: [String]
    var lease: Int64?
    var leaseEnd: Int64?
    var clock: Int64?
}

/// One node of the model.
struct NaiveNode {
    var host: String
    var name: String
    var uuid: String
    var vcpus: Int
    var memory: Int
    var gibibytes: Int
    var reserved: [Int]
    var ratios: [Double]
    var isOpen = true
    var reason = ""
    var failures = 0
    /// `provider class`; a pool without units names its class, too.
    var pools: [String] = []
    /// `provider class identifier`.
    var units: [String] = []

    var address: String { "\(host)/\(name)" }
}

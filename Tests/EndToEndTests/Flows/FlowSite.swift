import BrokerTestSupport
import EndToEndTestSupport
import Foundation
import Synchronization
import Testing

/// Workers on a virtual host of their own, on which all flows are run: one shard, or two.
struct FlowSite {
    /// How many shards the hosts are divided among.
    enum Kind: String, CaseIterable, CustomTestStringConvertible {
        case oneShard
        case twoShards

        var testDescription: String { self == .oneShard ? "one shard" : "two shards" }
    }

    /// Where everything is.
    let site: Site
    /// The workers.
    let workers: [WorkerProcess]
    /// A client.
    let caller: Caller

    private static let made = Mutex<[Kind: Task<FlowSite, any Error>]>([:])

    /// The site that all flows share, made on first use.
    static func get(_ kind: Kind) async throws -> FlowSite {
        let task = made.withLock { made in
            if let task = made[kind] { return task }
            let task = Task { try await make(kind) }
            made[kind] = task
            return task
        }
        return try await task.value
    }

    /// The host of a role: always the same, so that its shard is; nodes are new for each run.
    static func host(_ role: String) -> String { "flow-\(role)" }

    private static func make(_ kind: Kind) async throws -> FlowSite {
        let site = try await Site.make()
        let devices = ["--pci-device-specs", "{}"]
        let workers =
            switch kind {
            case .oneShard: [try await site.serve(devices)]
            case .twoShards:
                [
                    try await site.serve(
                        ["--shard", "north", "--hosts", "\(host("source")),\(host("host"))"] + devices,
                        data: "north"),
                    try await site.serve(
                        ["--shard", "south", "--hosts", host("destination")] + devices, data: "south"),
                ]
            }
        return FlowSite(site: site, workers: workers, caller: try await .open(site.url))
    }
}

internal import Foundation
internal import SwiftProtobuf
package import Wire

/// Makes requests in the product's terms.
package enum Fixture {
    /// A host that no other test uses.
    package static func host(_ hint: String = "cmp") -> String { "\(hint)-\(UUID().uuidString.prefix(8).lowercased())" }

    /// An instance that no other test uses.
    package static func uuid() -> String { UUID().uuidString.lowercased() }

    /// The identity of a host's node: always the same for the same host.
    package static func nodeUUID(_ host: String) -> String {
        let sum = host.utf8.reduce(UInt64(7)) { ($0 &* 1_099_511_628_211) ^ UInt64($1) }
        let digits = String(sum % 1_000_000_000_000)
        return "00000000-0000-4000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
    }

    /// An inventory: no reserve, and no overcommit unless said.
    package static func inventory(
        vcpus: Int64 = 16, memory: Int64 = 65_536, disk: Int64 = 1_000, units: [String] = [], cpuRatio: Double = 1
    ) -> Berth_Tracker_V1_Inventory {
        .with {
            $0.vcpus = vcpus
            $0.memoryMb = memory
            $0.localGb = disk
            $0.ratios = .with {
                $0.cpu = cpuRatio
                $0.ram = 1
                $0.disk = 1
            }
            $0.reserved = .with {
                $0.vcpus = 0
                $0.memoryMb = 0
                $0.diskMb = 0
            }
            guard !units.isEmpty else { return }
            let pool = Berth_Tracker_V1_ResourcePool.with {
                $0.providerUuid = provider
                $0.resourceClass = "CUSTOM_LICENCE"
                $0.units = units.map { name in .with { $0.identifier = name } }
            }
            $0.resourcePools = [pool]
        }
    }

    /// The provider of named units.
    package static let provider = "5f0b7c0e-7d54-4f0a-9d0b-5d1a4ad7a001"

    /// An instance.
    package static func instance(
        _ uuid: String, vcpus: Int64 = 2, memory: Int64 = 2_048, disk: Int64 = 10, state: String = "building"
    ) -> Berth_Tracker_V1_Instance {
        .with {
            $0.uuid = uuid
            $0.projectID = "billing"
            $0.userID = "alice"
            $0.vmState = state
            $0.flavor = .with {
                $0.id = "f1"
                $0.name = "m1"
                $0.vcpus = vcpus
                $0.memoryMb = memory
                $0.rootGb = disk
            }
        }
    }

    /// A report of a host whose only node has the host's name.
    package static func report(_ host: String, _ inventory: Berth_Tracker_V1_Inventory = inventory()) throws -> Call {
        try Call(
            .reportInventory, host,
            Berth_Tracker_V1_ReportInventoryRequest.with {
                $0.host = host
                $0.node = host
                $0.nodeUuid = nodeUUID(host)
                $0.inventory = inventory
            })
    }

    /// A claim.
    package static func claim(
        _ host: String, _ instance: Berth_Tracker_V1_Instance, key: String = UUID().uuidString,
        leaseMilliseconds: Int64? = nil, units: Int64 = 0
    ) throws -> Call {
        try Call(
            .claimInstance, host,
            Berth_Tracker_V1_ClaimInstanceRequest.with {
                $0.host = host
                $0.node = host
                $0.instance = instance
                if let leaseMilliseconds { $0.lease = .init(rounding: Double(leaseMilliseconds) / 1_000) }
                guard units > 0 else { return }
                $0.allocations = [
                    .with {
                        $0.providerUuid = provider
                        $0.resources = ["CUSTOM_LICENCE": units]
                    }
                ]
            }, key: key)
    }

    /// The end of a claim.
    package static func abort(_ host: String, _ uuid: String, key: String = UUID().uuidString) throws -> Call {
        try Call(
            .abortInstanceClaim, host,
            Berth_Tracker_V1_AbortInstanceClaimRequest.with {
                $0.host = host
                $0.node = host
                $0.instanceUuid = uuid
            }, key: key)
    }

    /// An update of an instance on its node.
    package static func update(_ host: String, _ instance: Berth_Tracker_V1_Instance) throws -> Call {
        var placed = instance
        placed.host = host
        placed.node = host
        return try Call(
            .updateInstance, host,
            Berth_Tracker_V1_UpdateInstanceRequest.with {
                $0.host = host
                $0.node = host
                $0.instance = placed
            })
    }

    /// A question about a node.
    package static func getNode(_ host: String) throws -> Call {
        try Call(
            .getNode, host,
            Berth_Tracker_V1_GetNodeRequest.with {
                $0.host = host
                $0.node = host
            })
    }
}

extension Caller {
    /// A node as it is now.
    package func node(_ host: String) async throws -> Berth_Tracker_V1_GetNodeResponse {
        try await apply(Fixture.getNode(host), Berth_Tracker_V1_GetNodeResponse.self)
    }

    /// Reports a node, which must succeed.
    package func report(_ host: String, _ inventory: Berth_Tracker_V1_Inventory = Fixture.inventory()) async throws {
        _ = try await apply(Fixture.report(host, inventory), Berth_Tracker_V1_ReportInventoryResponse.self)
    }
}

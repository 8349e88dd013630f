import Testing

@testable import Tracker

/// What the database says of devices, and audits of it.
enum RecordedDevices {
    /// A grant as the database has it.
    static func grant(
        _ number: Int, _ places: [String], on node: NodeIdentifier = Fixture.node, side: GrantSide = .instance,
        migration: String = ""
    ) -> Grant {
        grant(number, places.map { device($0) }, on: node, side: side, migration: migration)
    }

    static func grant(
        _ number: Int, _ devices: [PCIDevice], on node: NodeIdentifier = Fixture.node, side: GrantSide = .instance,
        migration: String = ""
    ) -> Grant {
        Grant(
            instanceUUID: Fixture.uuid(number), node: node, pciDevices: devices, migrationUUID: migration, side: side)
    }

    /// A device of the host as the database has it; one that the host does not have is a GPU.
    static func device(_ place: String, status: PCIDeviceStatus? = nil, parent: String? = nil) -> PCIDevice {
        let address = "0000:" + place
        var device = SpecHost.devices.first { $0.address == address } ?? SpecHost.gpu(address, numaNode: 0)
        (device.status, device.requestID) = (status, Fixture.uuid(60))
        if let parent { device.parentAddress = "0000:" + parent }
        return device
    }

    /// An instance that the database has on a node.
    static func listed(_ number: Int, on node: NodeIdentifier = Fixture.node) -> Instance {
        var instance = DeviceShard.instance(number, [])
        (instance.host, instance.node) = (node.host, node.name)
        return instance
    }
}

extension DeviceShard {
    /// Audits a node, long after everything before.
    mutating func audit(
        _ instances: [Instance] = [], recorded: [Grant] = [], migrations: [MigrationReport] = [],
        on node: NodeIdentifier = Fixture.node, _ change: (inout AuditNode) -> Void = { _ in }
    ) throws -> [Drift] {
        shard.now = shard.now.advanced(byNanoseconds: 10_000_000_000_000)
        let drifts = try shard.audit(instances, migrations) { command in
            command.node = node
            command.recorded = recorded
            change(&command)
        }
        checkHolders()
        return drifts
    }

    /// What a node's grants have: instance, side if it is a move's, devices.
    func holdings(on node: NodeIdentifier = Fixture.node) -> [String] {
        shard.state.grants(on: node).map { grant in
            let side = grant.side == .instance ? [] : [grant.side.rawValue]
            return ([String(grant.instanceUUID.suffix(1))] + side + SpecHost.places(grant.pciDevices))
                .joined(separator: " ")
        }
    }
}

extension [Drift] {
    /// The addresses that refused items are about, each with the instance that does not get it.
    var refusedDevices: [String] {
        filter { $0.kind == .invalidItem }.map { drift in
            let address = drift.message.split { $0 == " " || $0 == "," }.first { $0.hasPrefix("0000:") }
            #expect(!drift.isRepaired)
            return "\(drift.subject.suffix(1)) \(address?.dropFirst(5) ?? "none")"
        }
    }

    /// The devices that are said to be lost.
    var lostDevices: [String] {
        filter { $0.kind == .lostDevice }.map { drift in
            #expect(!drift.isRepaired)
            return String(drift.subject.dropFirst(5))
        }
    }

    /// The instances of which the audit says that they have other devices than the database has.
    var otherDevices: [String] {
        filter { $0.kind == .usageMismatch && $0.message.contains("database has") }.map { drift in
            #expect(!drift.isRepaired)
            return String(drift.subject.suffix(1))
        }
    }
}

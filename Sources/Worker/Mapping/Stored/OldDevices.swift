import Tracker

// Before devices were judged, an audit stored those that the database named just as it had them: without status and
// holder, in either case, perhaps one twice. The grant says whose they are and that they are in use.

extension Entity {
    /// With the devices of its grants as they are stored today.
    var completed: Entity {
        guard case .instance(var record) = self, record.grants.contains(where: { !$0.pciDevices.isEmpty }) else {
            return self
        }
        record.grants = record.grants.map(\.completed)
        return .instance(record)
    }
}

extension Fact {
    /// With the devices of its grants as they are stored today, so that a replay leads to what is stored.
    var completed: Fact {
        var fact = self
        switch body {
        case .instanceClaimed(var claim):
            claim.grant = claim.grant.completed
            fact.body = .instanceClaimed(claim)
        case .claimReleased(var release):
            release.grant = release.grant.completed
            fact.body = .claimReleased(release)
        case .migrationChanged(var change):
            change.released = change.released.map(\.completed)
            change.granted = change.granted.map(\.completed)
            fact.body = .migrationChanged(change)
        case .migrationForgotten(var forgotten):
            forgotten.released = forgotten.released.map(\.completed)
            fact.body = .migrationForgotten(forgotten)
        case .nodeReported, .nodeEnabledChanged, .nodeRemoved, .instanceUpdated, .leaseRenewed, .leaseCleared,
            .buildResultReported, .driftFound, .metricsReported, .orphanMemoryChanged, .devicesChanged:
            break
        }
        return fact
    }
}

extension Grant {
    fileprivate var completed: Grant {
        guard pciDevices.contains(where: { !$0.isComplete(of: instanceUUID) }) else { return self }
        var (grant, known) = (self, Set<String>())
        let devices = pciDevices.map { $0.completed(of: instanceUUID) }
        grant.pciDevices = devices.filter { known.insert($0.address).inserted }
        return grant
    }
}

extension PCIDevice {
    fileprivate func isComplete(of instance: String) -> Bool {
        (status == .claimed || status == .allocated) && instanceUUID == instance
    }

    fileprivate func completed(of instance: String) -> PCIDevice {
        guard !isComplete(of: instance) else { return self }
        var device = normalized
        if status != .claimed { device.status = .allocated }
        device.instanceUUID = instance
        return device
    }
}

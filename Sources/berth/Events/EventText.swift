import Wire

/// One event on one line.
enum EventText {
    /// Time, number, kind, host and what happened, ended by a line feed.
    static func line(_ event: Berth_Tracker_V1_Event) -> String {
        let time = event.hasTime ? RFC3339.format(event.time) ?? "?" : "-"
        let kind = event.body.map { EventKind($0).rawValue } ?? "unknown"
        let place = event.node.isEmpty || event.node == event.host ? event.host : "\(event.host)/\(event.node)"
        let text = "\(time)  \(event.shard)#\(event.sequence)  \(kind)  \(place)  \(what(event))"
        return Printable.text(text) + "\n"
    }

    private static func what(_ event: Berth_Tracker_V1_Event) -> String {
        switch event.body {
        case .usageUpdated(let body): usage(body.usage)
        case .claimConfirmed(let body): held(body.grant)
        case .claimRefused(let body): refused(body)
        case .claimReleased(let body): "\(held(body.grant)), \(body.cause)"
        case .moveChanged(let body): "\(body.migration.uuid) \(body.previousStatus) -> \(body.migration.status)"
        case .nodeChanged(let body): "\(body.change)".lowercased()
        case .pciDevicesChanged(let body): devices(body.devices)
        case .driftFound(let body): "\(body.drifts.count) differences"
        case .metricsReported(let body): "\(body.metrics.count) metrics"
        case .instanceChanged(let body): "\(body.instance.uuid) \(body.instance.vmState) \(body.instance.taskState)"
        case nil: "of a kind that this version of the tool does not know"
        }
    }

    private static func usage(_ usage: Berth_Tracker_V1_Usage) -> String {
        "\(usage.vcpusUsed) VCPU, \(usage.memoryMbUsed) MiB, \(usage.localGbUsed) GiB used by \(usage.runningVms)"
    }

    private static func held(_ grant: Berth_Tracker_V1_Grant) -> String {
        "\(grant.instanceUuid) \(grant.vcpus) VCPU, \(grant.memoryMb) MiB, \(grant.diskMb) MiB disk"
    }

    /// What became of which devices, and whose they are; of those that are free again the event does not say it.
    private static func devices(_ devices: [Berth_Tracker_V1_PciDevice]) -> String {
        var groups: [(what: String, addresses: [String])] = []
        for device in devices {
            let status = DeviceWords.status(device.status)
            let what = device.instanceUuid.isEmpty ? status : "\(status) to \(device.instanceUuid)"
            if let index = groups.firstIndex(where: { $0.what == what }) {
                groups[index].addresses.append(device.address)
            } else {
                groups.append((what, [device.address]))
            }
        }
        return groups.map { group in
            let rest = group.addresses.count - shownDevices
            let shown = group.addresses.prefix(shownDevices).joined(separator: ", ")
            return "\(group.what): \(shown)" + (rest > 0 ? " and \(rest) more" : "")
        }.joined(separator: "; ")
    }

    private static let shownDevices = 8

    private static func refused(_ body: Berth_Tracker_V1_ClaimRefused) -> String {
        let resources = body.shortfalls.map {
            "\($0.resource) \(Amount.text($0.requested))>\(Amount.text($0.available))"
        }
        return ([body.instanceUuid, body.reason] + resources).joined(separator: " ")
    }
}

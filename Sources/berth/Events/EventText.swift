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
        case .pciDevicesChanged(let body): devices(body)
        case .driftFound(let body): drifts(body.drifts)
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

    /// Whose devices changed, and what became of which.
    private static func devices(_ body: Berth_Tracker_V1_PciDevicesChanged) -> String {
        var groups: [(what: String, addresses: [String])] = []
        for device in body.devices {
            let status = DeviceWords.status(device.status)
            let isTold = device.instanceUuid.isEmpty || device.instanceUuid == body.instanceUuid
            let what = isTold ? status : "\(status) to \(device.instanceUuid)"
            if let index = groups.firstIndex(where: { $0.what == what }) {
                groups[index].addresses.append(device.address)
            } else {
                groups.append((what, [device.address]))
            }
        }
        let text = groups.map { group in
            let rest = group.addresses.count - shownDevices
            let shown = group.addresses.prefix(shownDevices).joined(separator: ", ")
            return "\(group.what): \(shown)" + (rest > 0 ? " and \(rest) more" : "")
        }.joined(separator: "; ")
        return body.instanceUuid.isEmpty ? text : "\(body.instanceUuid) \(text)"
    }

    private static let shownDevices = 8

    /// How many differences there are, and which.
    private static func drifts(_ drifts: [Berth_Tracker_V1_Drift]) -> String {
        let count = Amount.number(drifts.count, "difference")
        let shown = drifts.prefix(shownDevices).map { "\(DriftText.name($0.kind)) \($0.subject)" }
        let rest = drifts.count - shown.count
        return drifts.isEmpty
            ? count : "\(count): \(shown.joined(separator: ", "))" + (rest > 0 ? " and \(rest) more" : "")
    }

    private static func refused(_ body: Berth_Tracker_V1_ClaimRefused) -> String {
        // What a step left out is no amount that somebody asked for.
        let amounts = body.shortfalls.filter { !DeviceShortageText.isAboutStep($0) }
        let resources = amounts.map {
            "\($0.resource) \(Amount.text($0.requested))>\(Amount.text($0.available))"
        }
        return ([body.instanceUuid, body.reason] + resources).joined(separator: " ")
    }
}

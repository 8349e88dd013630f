import Wire

/// Whether an instance has the devices that it asks for.
enum DeviceCountText {
    /// A line for each grant with fewer than are asked for; empty: there is none.
    static func people(_ answer: Berth_Tracker_V1_GetInstanceResponse) -> String {
        answer.grants.map { grant in
            let (asked, held) = (asked(for: grant, answer), grant.pciDevices.count)
            guard held < asked else { return "" }
            let devices = Amount.number(asked, "device")
            let place = PlaceText.node(grant.host, grant.node)
            return Printable.text("asks for \(devices), has \(held) here: \(place), \(HolderText.side(grant))") + "\n"
        }.joined()
    }

    /// What a grant's instance asks for there, or what its own requests say, which may be of later devices as well.
    private static func asked(
        for grant: Berth_Tracker_V1_Grant, _ answer: Berth_Tracker_V1_GetInstanceResponse
    ) -> Int {
        let answered = count(grant.pciRequests)
        switch grant.side {
        // While a resize is under way the record of the instance may have the other size.
        case .instance where grant.flavorID == answer.instance.flavor.id:
            return max(answered, count(of: answer.instance, answer.instance.flavor))
        case .moveNew:
            guard let move = answer.migrations.first(where: { $0.uuid == grant.migrationUuid }) else { return answered }
            guard move.type == .resize else { return max(answered, count(of: answer.instance, answer.instance.flavor)) }
            // A new flavor asks anew; what was looked up for the old one goes with that.
            var instance = answer.instance
            instance.pciRequests.removeAll { !$0.aliasName.isEmpty }
            return max(answered, count(of: instance, move.newFlavor))
        default: return answered
        }
    }

    /// As a claim counts: names of the flavor, unless somebody has looked them up already, and the requests of ports.
    private static func count(of instance: Berth_Tracker_V1_Instance, _ flavor: Berth_Tracker_V1_Flavor) -> Int {
        let isLookedUp = instance.pciRequests.contains { !$0.aliasName.isEmpty }
        let aliases = isLookedUp ? "" : flavor.extraSpecs["pci_passthrough:alias"] ?? ""
        return aliases.split(separator: ",").reduce(count(instance.pciRequests)) { sum, element in
            let number = element.split(separator: ":").last?.filter { !$0.isWhitespace } ?? ""
            return sum + min(max(Int(number) ?? 0, 0), 65_535)
        }
    }

    private static func count(_ requests: [Berth_Tracker_V1_PciRequest]) -> Int {
        requests.reduce(0) { $0 + Int($1.count) }
    }
}

internal import Tracker
internal import Wire

/// Why the devices of a claim could not be had, as its refusal said it, and who had them.
package struct DeviceShortageReport: Codable, Hashable, Sendable {
    /// One of the refusal's entries about devices: a request that could not be served, or what a step dropped.
    package struct Entry: Codable, Hashable, Sendable {
        /// The stable identifier.
        package var reason: String
        /// For people.
        package var message: String
        /// Asked for.
        package var requested: Double
        /// How many could be had, or were dropped.
        package var available: Double
        /// The request.
        package var pciRequest: String
    }

    /// Who had a device that would have served, or that blocked one.
    package struct Holder: Codable, Hashable, Sendable {
        /// The device.
        package var address: String
        /// `vendor:product`.
        package var product: String
        /// Such as `type-VF`.
        package var type: String
        /// Whose.
        package var instance: String
        /// `instance`, `move_new` or `move_old`.
        package var side: String
        /// Of a move's side; else empty.
        package var migration: String
        /// The request that took it.
        package var request: String
        /// Since when (RFC 3339).
        package var since: String
    }

    /// In the refusal's order.
    package var entries: [Entry]
    /// At that moment, in order of address; absent: what was asked for is not on record.
    package var holders: [Holder]?
}

extension DeviceShortageReport {
    /// Takes what is about devices alone out of a refusal, with who had them; nil if nothing is, and nobody is known.
    init?(_ shortfalls: [Shortfall], _ holders: [Shortage.DeviceHolder]?) {
        let own = shortfalls.filter { $0.isOfDevices && !$0.isOfCells }
        guard !own.isEmpty || holders != nil else { return nil }
        self.init(
            entries: own.map {
                Entry(
                    reason: $0.reason, message: $0.message, requested: $0.requested, available: $0.available,
                    pciRequest: $0.pciRequestID)
            }, holders: holders?.map(Holder.init))
    }
}

extension DeviceShortageReport.Holder {
    fileprivate init(_ holder: Shortage.DeviceHolder) {
        let (device, grant) = (holder.device, holder.grant)
        let time = device.claimTime ?? grant.createTime
        self.init(
            address: device.address, product: "\(device.vendorID):\(device.productID)",
            type: device.type?.wireName ?? "", instance: grant.instanceUUID, side: grant.side.rawValue,
            migration: grant.migrationUUID,
            request: device.claimRequestID.isEmpty ? grant.claimRequestID : device.claimRequestID,
            since: RFC3339.format(nanosecondsSince1970: time.nanoseconds))
    }
}

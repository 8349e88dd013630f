import HashTreeCollections

/// Who had the devices that a refused claim asked for, seen in the state in which it was refused.
enum DeviceShortageAnalysis {
    /// Who has tracked devices that would serve a request, or a relative that blocks one, in order of address.
    ///
    /// - Parameter requests: those that could not be served.
    static func holders(
        of requests: [PCIRequest], on node: NodeIdentifier, in state: State
    ) -> [Shortage.DeviceHolder] {
        guard let book = state.ledger(of: node)?.devices else { return [] }
        let wanted = requests.map(\.forOneDevice)
        var addresses: Set<String> = []
        for (place, device) in book.index.devices.enumerated() where !book.isFree(place) {
            let isWanted = wanted.contains { request in
                accepts([request], DeviceBook([device]), host: nil)
            }
            guard isWanted else { continue }
            if book.held[device.address] != nil {
                addresses.insert(device.address)
            } else {
                addresses.formUnion(book.heldRelatives(of: device))
            }
        }
        return state.grants(on: node).flatMap { grant in
            grant.pciDevices.filter { addresses.contains($0.address) }.map {
                Shortage.DeviceHolder(device: $0, grant: grant)
            }
        }.sorted { ($0.device.address, $0.grant.instanceUUID) < ($1.device.address, $1.grant.instanceUUID) }
    }

    /// Whether devices can be had from what is free, as a claim without guest cells decides it.
    static func accepts(_ requests: [PCIRequest], _ book: DeviceBook, host: NUMATopology?) -> Bool {
        guard case .success = DeviceTest(requests, book, host: host).devices(near: [], for: "") else { return false }
        return true
    }
}

extension PCIRequest {
    /// The same for a single device.
    fileprivate var forOneDevice: PCIRequest {
        var request = self
        request.count = 1
        return request
    }
}

extension DeviceBook {
    /// The held physical function of a device that nobody has, or its held virtual functions.
    fileprivate func heldRelatives(of device: PCIDevice) -> [String] {
        let functions = held.values.map(\.device).filter { parents(of: $0).contains(device.address) }
        return functions.map(\.address) + [device.parentAddress].filter { held[$0] != nil }
    }
}

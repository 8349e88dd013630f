import Wire

extension Validator {
    /// Checks the devices of a report (PCI, 4): an address once, a parent only for what has one.
    mutating func reportedDevices(_ devices: [Berth_Tracker_V1_PciDevice]) {
        var addresses = FirstPlaces<String>()
        var index = 0
        each(devices, "pci_devices", Rules.devices) { validator, device in
            validator.reportedDevice(device)
            if let first = addresses.place(device.address.lowercased(), index) {
                validator.refuse("address", "must be unique, entry \(first) has it too")
            }
            index += 1
        }
    }

    private mutating func reportedDevice(_ device: Berth_Tracker_V1_PciDevice) {
        check(device.address, "address", Rules.pciAddress)
        check(device.vendorID, "vendor_id", Rules.pciNumber)
        check(device.productID, "product_id", Rules.pciNumber)
        if device.type == .unspecified { refuse("type", "must be given") }
        check(device.numaNode, "numa_node", Rules.cell, ifPresent: device.hasNumaNode)
        parent(of: device)
        check(device.label, "label", Rules.line)
        map(device.extra, "extra", Rules.texts)
        check(device.providerUuid, "provider_uuid", Rules.uuid.orEmpty)
        outputOnly(of: device)
    }

    private mutating func parent(of device: Berth_Tracker_V1_PciDevice) {
        switch device.type {
        case .virtualFunction, .vdpa:
            check(device.parentAddress, "parent_address", Rules.pciAddress)
            if device.parentAddress.lowercased() == device.address.lowercased() {
                refuse("parent_address", "must be another device's address")
            }
        case .unspecified, .standard, .physicalFunction, .UNRECOGNIZED:
            if !device.parentAddress.isEmpty {
                refuse("parent_address", "must be empty: only a virtual function or vdpa device has a parent")
            }
        }
    }

    /// Refuses what only the tracker says.
    private mutating func outputOnly(of device: Berth_Tracker_V1_PciDevice) {
        let filled = [
            ("tags", !device.tags.isEmpty), ("status", device.status != .unspecified),
            ("instance_uuid", !device.instanceUuid.isEmpty), ("request_id", !device.requestID.isEmpty),
            ("remove_when_freed", device.removeWhenFreed),
        ]
        for (field, isFilled) in filled where isFilled {
            refuse(field, "must be empty in a report: the tracker sets it")
        }
    }
}

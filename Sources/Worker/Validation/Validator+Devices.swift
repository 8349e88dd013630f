import Wire

extension Validator {
    /// Checks the devices of a report (PCI, 4): an address once, a parent only for what has one.
    ///
    /// Which form an address has is not checked: a device with another one, such as a domain of 32 bits, is passed
    /// over where devices are tracked, and the rest of the report counts (PCI, H6).
    mutating func reportedDevices(_ devices: [Berth_Tracker_V1_PciDevice]) {
        each(of: devices, address: Rules.name) { validator, device in validator.outputOnly(of: device) }
    }

    /// Checks the devices that a guest has as the cloud's database has it: complete, and each of them once.
    mutating func recordedDevices(_ devices: [Berth_Tracker_V1_PciDevice]) {
        each(of: devices, address: Rules.pciAddress) { validator, device in
            validator.check(device.parentAddress, "parent_address", Rules.pciAddress.orEmpty)
            validator.map(device.tags, "tags", Rules.texts)
            validator.set(device.absentTags, "absent_tags", Rules.entries, Rules.name)
            if ![.unspecified, .claimed, .allocated].contains(device.status) {
                validator.refuse("status", "must be CLAIMED or ALLOCATED, or not set for the latter")
            }
            validator.check(device.requestID, "request_id", Rules.line)
            validator.check(device.claimRequestID, "claim_request_id", Rules.requestKey.orEmpty)
        }
    }

    /// Checks what every list of devices must keep, and of each device what else it must.
    private mutating func each(
        of devices: [Berth_Tracker_V1_PciDevice], address rule: Rule<String>,
        _ check: (inout Validator, Berth_Tracker_V1_PciDevice) -> Void
    ) {
        var addresses = FirstPlaces<String>()
        var index = 0
        // What may have no parent at all is refused for that, not once more for each of its children.
        let children = Set(
            devices.lazy.filter { ($0.type == .virtualFunction || $0.type == .vdpa) && !$0.parentAddress.isEmpty }
                .map { $0.address.lowercased() })
        each(devices, "pci_devices", Rules.devices) { validator, device in
            validator.device(device, address: rule, children: children)
            check(&validator, device)
            if let first = addresses.place(device.address.lowercased(), index) {
                validator.refuse("address", "must be unique, entry \(first) has it too")
            }
            index += 1
        }
    }

    private mutating func device(
        _ device: Berth_Tracker_V1_PciDevice, address rule: Rule<String>, children: Set<String>
    ) {
        check(device.address, "address", rule)
        check(device.vendorID, "vendor_id", Rules.pciNumber)
        check(device.productID, "product_id", Rules.pciNumber)
        if device.type == .unspecified { refuse("type", "must be given") }
        check(device.numaNode, "numa_node", Rules.cell, ifPresent: device.hasNumaNode)
        parent(of: device, children)
        check(device.label, "label", Rules.line)
        map(device.extra, "extra", Rules.texts)
        check(device.providerUuid, "provider_uuid", Rules.uuid.orEmpty)
    }

    /// A device that has a parent is nobody's parent, which also keeps out every circle.
    private mutating func parent(of device: Berth_Tracker_V1_PciDevice, _ children: Set<String>) {
        switch device.type {
        case .virtualFunction, .vdpa:
            check(device.parentAddress, "parent_address", Rules.name)
            if device.parentAddress.lowercased() == device.address.lowercased() {
                refuse("parent_address", "must be another device's address")
            } else if children.contains(device.parentAddress.lowercased()) {
                refuse("parent_address", "must be the address of a device that has no parent itself")
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
            ("tags", !device.tags.isEmpty), ("absent_tags", !device.absentTags.isEmpty),
            ("status", device.status != .unspecified),
            ("instance_uuid", !device.instanceUuid.isEmpty), ("request_id", !device.requestID.isEmpty),
            ("remove_when_freed", device.removeWhenFreed), ("claim_request_id", !device.claimRequestID.isEmpty),
            ("claim_time", device.hasClaimTime),
        ]
        for (field, isFilled) in filled where isFilled {
            refuse(field, "must be empty in a report: the tracker sets it")
        }
    }
}

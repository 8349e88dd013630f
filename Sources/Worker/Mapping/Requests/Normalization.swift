import Tracker

// What callers may write in either case is kept in lower case, so that the core can compare texts.

extension Inventory {
    /// With UUIDs and PCI numbers in lower case.
    var normalized: Inventory {
        var inventory = self
        inventory.pciDevices = pciDevices.map(\.normalized)
        inventory.resourcePools = resourcePools.map(\.normalized)
        return inventory
    }
}

extension ResourcePool {
    /// With the provider in lower case.
    var normalized: ResourcePool {
        ResourcePool(providerUUID: providerUUID.lowercased(), resourceClass: resourceClass, units: units)
    }
}

extension PCIDevice {
    /// With addresses, numbers and provider in lower case, and with the card's serial number where the core reads it.
    var normalized: PCIDevice {
        var device = self
        device.address = address.lowercased()
        device.vendorID = vendorID.lowercased()
        device.productID = productID.lowercased()
        device.parentAddress = parentAddress.lowercased()
        device.providerUUID = providerUUID.lowercased()
        device.requestID = requestID.loweredUUID
        if let number = CardSerialNumber.find(in: extra) { device.extra[DeviceExtra.serialNumber] = number }
        return device
    }
}

extension Instance {
    /// With UUIDs in lower case.
    var normalized: Instance {
        var instance = self
        instance.uuid = uuid.lowercased()
        instance.numaTopology = numaTopology?.normalized
        instance.pciRequests = pciRequests.map(\.normalized)
        return instance
    }
}

extension PCIRequest {
    /// With UUIDs in lower case, also where another text might stand.
    var normalized: PCIRequest {
        var request = self
        request.requestID = requestID.loweredUUID
        request.requesterID = requesterID.loweredUUID
        request.providerUUIDs = providerUUIDs.map { $0.lowercased() }
        return request
    }
}

extension InstanceTopology {
    /// With the CPUs of a dedicated guest where newer records have them, and without pins of shared ones (NUMA, 1.4).
    var normalized: InstanceTopology {
        var topology = self
        for index in cells.indices {
            let cell = cells[index]
            switch cell.cpuPolicy {
            case .dedicated where cell.pcpuset.isEmpty:
                topology.cells[index].pcpuset = cell.cpuset
                topology.cells[index].cpuset = []
            case .shared, nil:
                topology.cells[index].cpuPinning = []
                topology.cells[index].reservedCPUs = []
            case .dedicated, .mixed: break
            }
        }
        return topology
    }
}

extension Allocation {
    /// With the provider in lower case.
    var normalized: Allocation {
        Allocation(providerUUID: providerUUID.lowercased(), resources: resources)
    }
}

extension String {
    /// In lower case if it is a UUID; any other text as it is.
    fileprivate var loweredUUID: String { Rules.uuid.violation(of: self) == nil ? lowercased() : self }
}

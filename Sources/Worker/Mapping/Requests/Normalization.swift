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
        if let number = CardSerialNumber.find(in: extra) { device.extra[DeviceExtra.serialNumber] = number }
        return device
    }
}

extension Instance {
    /// With UUIDs in lower case.
    var normalized: Instance {
        var instance = self
        instance.uuid = uuid.lowercased()
        instance.pciRequests = pciRequests.map(\.normalized)
        return instance
    }
}

extension PCIRequest {
    /// With providers in lower case.
    var normalized: PCIRequest {
        var request = self
        request.providerUUIDs = providerUUIDs.map { $0.lowercased() }
        return request
    }
}

extension Allocation {
    /// With the provider in lower case.
    var normalized: Allocation {
        Allocation(providerUUID: providerUUID.lowercased(), resources: resources)
    }
}

import Wire

extension Validator {
    /// Checks a hypervisor's report.
    mutating func inventory(_ inventory: Berth_Tracker_V1_Inventory) {
        check(inventory.vcpus, "vcpus", Rules.vcpus)
        check(inventory.memoryMb, "memory_mb", Rules.mebibytes)
        check(inventory.localGb, "local_gb", Rules.diskGibibytes)
        within("reserved") { $0.reserved(inventory.reserved) }
        within("ratios") { $0.ratios(inventory.ratios) }
        if inventory.hasNumaTopology { within("numa_topology") { $0.hostTopology(inventory.numaTopology) } }
        reportedDevices(inventory.pciDevices)
        resourcePools(inventory.resourcePools, "resource_pools")
        check(inventory.hypervisorType, "hypervisor_type", Rules.line)
        check(inventory.hypervisorVersion, "hypervisor_version", Rules.line)
        check(inventory.cpuInfo, "cpu_info", Rules.content)
        map(inventory.stats, "stats", Rules.texts)
        set(inventory.traits, "traits", Rules.traits, Rules.resourceClass)
        check(inventory.hostIp, "host_ip", Rules.line)
        check(
            inventory.diskAvailableLeast, "disk_available_least", Rules.leastGibibytes,
            ifPresent: inventory.hasDiskAvailableLeast)
    }

    private mutating func reserved(_ reserved: Berth_Tracker_V1_Reserved) {
        check(reserved.vcpus, "vcpus", Rules.vcpus)
        check(reserved.memoryMb, "memory_mb", Rules.mebibytes)
        check(reserved.diskMb, "disk_mb", Rules.diskMebibytes)
    }

    private mutating func ratios(_ ratios: Berth_Tracker_V1_AllocationRatios) {
        check(ratios.cpu, "cpu", Rules.ratio)
        check(ratios.ram, "ram", Rules.ratio)
        check(ratios.disk, "disk", Rules.ratio)
    }

    /// Checks named units: a class once per provider, a unit once per class.
    mutating func resourcePools(_ pools: [Berth_Tracker_V1_ResourcePool], _ field: String) {
        var seen = FirstPlaces<[String]>()
        var index = 0
        each(pools, field, Rules.pools) { validator, pool in
            validator.check(pool.providerUuid, "provider_uuid", Rules.uuid)
            validator.check(pool.resourceClass, "resource_class", Rules.resourceClass)
            validator.units(pool.units)
            if let first = seen.place([pool.providerUuid.lowercased(), pool.resourceClass], index) {
                validator.refuse("repeats provider and class of entry \(first)")
            }
            index += 1
        }
    }

    /// Checks the units of one class; their metadata is part of their identity.
    private mutating func units(_ units: [Berth_Tracker_V1_ResourceUnit]) {
        var seen = FirstPlaces<Berth_Tracker_V1_ResourceUnit>()
        var index = 0
        each(units, "units", Rules.units) { validator, unit in
            validator.check(unit.identifier, "identifier", Rules.name)
            validator.map(unit.metadata, "metadata", Rules.texts)
            if let first = seen.place(unit, index) { validator.refuse("repeats entry \(first)") }
            index += 1
        }
    }
}

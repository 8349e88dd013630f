import Tracker

extension MappingRandom {
    mutating func inventory() -> Inventory {
        Inventory(
            vcpus: number(), memoryMebibytes: number(), localGibibytes: number(),
            reserved: ReservedReport(
                vcpus: maybe { $0.number() }, memoryMebibytes: maybe { $0.number() },
                diskMebibytes: maybe { $0.number() }),
            ratios: AllocationRatiosReport(
                cpu: maybe { $0.ratio() }, ram: maybe { $0.ratio() }, disk: maybe { _ in 0 }),
            numaTopology: maybe { NUMATopology(cells: $0.list { $0.hostCell() }) },
            pciDevices: list { $0.device() }, resourcePools: list { $0.pool() },
            hypervisorType: text(), hypervisorVersion: text(), cpuInfo: text(), stats: map(),
            traits: list { $0.text() }, hostIP: text(), diskAvailableLeastGibibytes: maybe { $0.number() })
    }

    mutating func hostCell() -> NUMACell {
        NUMACell(
            id: small(), cpuset: list { $0.small() }, pcpuset: list { $0.small() }, memoryMebibytes: number(),
            siblings: list { $0.list { $0.small() } },
            pages: list {
                PagePool(
                    sizeKibibytes: $0.number(), total: $0.number(), used: $0.number(), reserved: $0.number())
            },
            socket: maybe { $0.small() }, network: maybe { $0.network() })
    }

    mutating func network() -> NetworkMetadata {
        NetworkMetadata(physicalNetworks: list { $0.text() }, isTunneled: flag())
    }

    mutating func device() -> PCIDevice {
        PCIDevice(
            address: text(), vendorID: text(), productID: text(), type: maybe { $0.element(PCIDeviceType.self) },
            numaNode: maybe { $0.small() }, parentAddress: text(), label: text(), tags: map(),
            absentTags: list { $0.text() }, extra: map(),
            status: maybe { $0.element(PCIDeviceStatus.self) }, instanceUUID: text(), requestID: text(),
            providerUUID: text(), removeWhenFreed: flag(), claimRequestID: text(), claimTime: maybe { $0.instant() })
    }

    mutating func pool() -> ResourcePool {
        ResourcePool(
            providerUUID: text(), resourceClass: text(),
            units: list { ResourceUnit(identifier: $0.text(), metadata: $0.map()) })
    }

    mutating func topology() -> InstanceTopology {
        InstanceTopology(cells: list { $0.guestCell() }, emulatorThreads: maybe { $0.element(EmulatorThreads.self) })
    }

    mutating func guestCell() -> InstanceCell {
        InstanceCell(
            hostCell: maybe { $0.small() }, cpuset: list { $0.small() }, pcpuset: list { $0.small() },
            memoryMebibytes: number(), pageSizeKibibytes: maybe { $0.number(-3...9) },
            cpuPolicy: maybe { $0.element(CPUPolicy.self) }, threadPolicy: maybe { $0.element(ThreadPolicy.self) },
            cpuPinning: list { CPUPin(guestCPU: $0.small(), hostCPU: $0.small()) }, reservedCPUs: list { $0.small() })
    }

    mutating func pciRequest() -> PCIRequest {
        PCIRequest(
            requestID: text(), aliasName: text(), count: small(),
            specs: list { random in PCISpec(matches: random.map(), absent: random.list { $0.text() }) },
            numaPolicy: maybe { $0.element(PCINUMAPolicy.self) }, requesterID: text(),
            providerUUIDs: list { $0.text() })
    }

    mutating func flavor() -> Flavor {
        Flavor(
            id: text(), name: text(), vcpus: number(), memoryMebibytes: number(), rootGibibytes: number(),
            ephemeralGibibytes: number(), swapMebibytes: number(), extraSpecs: map())
    }

    mutating func instance() -> Instance {
        Instance(
            uuid: uuid(), projectID: text(), userID: text(), flavor: flavor(), imageProperties: map(),
            isVolumeBacked: maybe { $0.flag() }, vmState: maybe { $0.element(VMState.self) },
            taskState: maybe { $0.element(TaskState.self) }, osType: text(), pciRequests: list { $0.pciRequest() },
            host: text(), node: text(), numaTopology: maybe { $0.topology() }, isDeleted: flag(), isHidden: flag(),
            updateTime: maybe { $0.instant() })
    }

    mutating func limits() -> Limits {
        Limits(
            memoryMebibytes: maybe { $0.number() }, diskGibibytes: maybe { $0.number() }, vcpus: maybe { $0.number() },
            numaCPURatio: maybe { $0.ratio() }, numaRAMRatio: maybe { $0.ratio() }, network: maybe { $0.network() })
    }

    mutating func grant() -> Grant {
        Grant(
            instanceUUID: uuid(), node: node(), vcpus: number(), memoryMebibytes: number(), diskMebibytes: number(),
            numaTopology: maybe { $0.topology() }, pciDevices: list { $0.device() }, resources: list { $0.pool() },
            migrationUUID: text(), side: element(GrantSide.self), pciRequests: list { $0.pciRequest() },
            projectID: text(), claimRequestID: text(), createTime: instant(), leaseEndTime: maybe { $0.instant() },
            flavorID: text())
    }

    mutating func reserved() -> Reserved {
        Reserved(vcpus: number(), memoryMebibytes: number(), diskMebibytes: number())
    }

    mutating func ratios() -> AllocationRatios { AllocationRatios(cpu: ratio(), ram: ratio(), disk: ratio()) }
}

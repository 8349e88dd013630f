import SwiftProtobuf
import Wire

/// Requests that keep every rule, to be broken in one place at a time.
enum ValidRequests {
    static let host = "rack1.compute-7"
    static let uuid = "0d4f2c3e-5b6a-4c7d-8e9f-0123456789ab"
    static let otherUUID = "1d4f2c3e-5b6a-4c7d-8e9f-0123456789ab"

    static func flavor() -> Berth_Tracker_V1_Flavor {
        .with {
            $0.id = "m1.small"
            $0.vcpus = 2
            $0.memoryMb = 2048
            $0.rootGb = 20
            $0.extraSpecs = ["quota:cpu_shares": "2048"]
        }
    }

    static func instance() -> Berth_Tracker_V1_Instance {
        .with {
            $0.uuid = uuid
            $0.projectID = "project"
            $0.userID = "user"
            $0.flavor = flavor()
            $0.imageProperties = ["hw_disk_bus": "virtio"]
            $0.vmState = "building"
            $0.taskState = "spawning"
            $0.osType = "linux"
        }
    }

    static func claim() -> Berth_Tracker_V1_ClaimInstanceRequest {
        .with {
            $0.host = host
            $0.node = "kvm"
            $0.instance = instance()
            $0.allocations = [
                .with {
                    $0.providerUuid = otherUUID
                    $0.resources = ["CUSTOM_PMEM_NAMESPACE_SMALL": 1]
                }
            ]
            $0.lease = .init(seconds: 60, nanos: 0)
        }
    }

    /// Two cells, each with two cores of two threads; the second is of the kind whose CPUs serve both uses.
    static func cells() -> [Berth_Tracker_V1_NumaCell] {
        let first = Berth_Tracker_V1_NumaCell.with {
            $0.id = 0
            $0.cpuset = [0, 4]
            $0.pcpuset = [1, 5]
            $0.memoryMb = 1024
            $0.siblings = [.with { $0.cpus = [0, 4] }, .with { $0.cpus = [1, 5] }]
            $0.pages = [page(4, 131_072), page(2048, 256)]
            $0.socket = 0
            $0.network = .with { $0.physnets = ["p0", "p1"] }
        }
        let second = Berth_Tracker_V1_NumaCell.with {
            $0.id = 1
            $0.cpuset = [2, 3, 6, 7]
            $0.pcpuset = [2, 3, 6, 7]
            $0.memoryMb = 1024
            $0.siblings = [.with { $0.cpus = [2, 6] }, .with { $0.cpus = [3, 7] }]
        }
        return [first, second]
    }

    static func page(_ sizeKibibytes: Int64, _ total: Int64) -> Berth_Tracker_V1_PagePool {
        .with {
            $0.sizeKb = sizeKibibytes
            $0.total = total
        }
    }

    static func device(
        _ address: String, _ type: Berth_Tracker_V1_PciDevice.TypeEnum, parent: String = ""
    ) -> Berth_Tracker_V1_PciDevice {
        .with {
            $0.address = address
            $0.vendorID = "8086"
            $0.productID = "1528"
            $0.type = type
            $0.parentAddress = parent
        }
    }

    static func report() -> Berth_Tracker_V1_ReportInventoryRequest {
        .with {
            $0.host = host
            $0.node = "kvm"
            $0.nodeUuid = uuid
            $0.inventory = .with {
                $0.vcpus = 8
                $0.memoryMb = 2048
                $0.localGb = 100
                $0.reserved = .with { $0.memoryMb = 512 }
                $0.ratios = .with { $0.cpu = 4 }
                $0.numaTopology = .with { $0.cells = cells() }
                $0.pciDevices = [
                    device("0000:81:00.0", .physicalFunction),
                    device("0000:81:10.0", .virtualFunction, parent: "0000:81:00.0"),
                ]
                $0.resourcePools = [
                    .with {
                        $0.providerUuid = otherUUID
                        $0.resourceClass = "CUSTOM_PMEM_NAMESPACE_SMALL"
                        $0.units = [.with { $0.identifier = "ns0" }, .with { $0.identifier = "ns1" }]
                    }
                ]
                $0.traits = ["COMPUTE_NODE", "HW_CPU_X86_AVX"]
                $0.stats = ["cpu_info": "{\n}"]
            }
        }
    }

    static func update() -> Berth_Tracker_V1_UpdateInstanceRequest {
        .with {
            $0.host = host
            $0.node = "kvm"
            $0.instance = .with {
                $0.uuid = uuid
                $0.vmState = "active"
                $0.updateTime = .init(seconds: 1_700_000_000, nanos: 5)
            }
        }
    }

    static func fit() -> Berth_Tracker_V1_CheckFitRequest {
        .with {
            $0.host = host
            $0.nodes = ["kvm", "iron"]
            $0.instance = instance()
        }
    }
}

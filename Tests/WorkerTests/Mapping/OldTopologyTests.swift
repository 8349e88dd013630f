import SwiftProtobuf
import Testing
import Tracker
import Wire

@testable import Worker

/// Guest topologies as older records have them (NUMA, 1.4 and 4.1).
@Suite("Guest topologies of older records")
struct OldTopologyTests {
    private func claim(
        _ change: (inout Berth_Tracker_V1_InstanceCell) -> Void
    ) throws -> InstanceTopology? {
        var request = ValidRequests.claim()
        request.instance.numaTopology = .with { topology in
            topology.cells = [
                .with {
                    $0.memoryMb = 512
                    change(&$0)
                }
            ]
        }
        return try RequestMapping.claimInstance(request, routingKey: request.host).instance.numaTopology
    }

    @Test("The CPUs of a dedicated guest in cpuset are read as dedicated, with their pins")
    func dedicated() throws {
        let topology = try claim {
            $0.cpuPolicy = .dedicated
            $0.cpuset = [0, 1]
            $0.hostCell = 0
            $0.cpuPinning = [
                .with { ($0.guestCpu, $0.hostCpu) = (0, 2) }, .with { ($0.guestCpu, $0.hostCpu) = (1, 3) },
            ]
        }
        #expect(topology?.cells.map(\.cpuset) == [[]])
        #expect(topology?.cells.map(\.pcpuset) == [[0, 1]])
        #expect(topology?.cells.first?.cpuPinning.map(\.hostCPU) == [2, 3])
    }

    @Test("Pins of shared CPUs count for nothing")
    func shared() throws {
        let topology = try claim {
            $0.cpuset = [0]
            $0.cpuPinning = [.with { ($0.guestCpu, $0.hostCpu) = (0, 2) }]
        }
        #expect(topology?.cells.map(\.cpuset) == [[0]])
        #expect(topology?.cells.flatMap(\.cpuPinning) == [])
    }

    @Test("Sets that the policy has are taken as they are")
    func sound() throws {
        for (policy, shared, dedicated) in [
            (Berth_Tracker_V1_InstanceCell.CpuPolicy.shared, [Int32(0)], [Int32]()), (.unspecified, [0], []),
            (.dedicated, [], [0]), (.mixed, [0], [1]), (.mixed, [0], []),
        ] {
            let topology = try claim {
                $0.cpuPolicy = policy
                $0.cpuset = shared
                $0.pcpuset = dedicated
            }
            #expect(topology?.cells.map(\.cpuset) == [shared])
            #expect(topology?.cells.map(\.pcpuset) == [dedicated])
        }
    }

    @Test("Sets that the policy does not have are refused by name")
    func contradictions() throws {
        for (policy, shared, dedicated, field) in [
            (Berth_Tracker_V1_InstanceCell.CpuPolicy.dedicated, [Int32(0)], [Int32(1)], "cpuset"),
            (.shared, [0], [1], "pcpuset"), (.unspecified, [], [0, 1], "pcpuset"),
        ] {
            let failure = try #require(
                #expect(throws: ValidationFailure.self) {
                    try claim {
                        $0.cpuPolicy = policy
                        $0.cpuset = shared
                        $0.pcpuset = dedicated
                    }
                })
            #expect(failure.violations.map(\.field) == ["instance.numa_topology.cells[0].\(field)"])
        }
    }
}

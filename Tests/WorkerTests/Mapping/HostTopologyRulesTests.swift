import SwiftProtobuf
import Testing
import Tracker
import Wire

@testable import Worker

@Suite("Rules between the cells of a host")
struct HostTopologyRulesTests {
    @Test("A report with many faults lists every one with its path and what was found")
    func everyViolation() throws {
        var request = ValidRequests.report()
        request.inventory.numaTopology.cells = [
            .with {
                $0.id = 7
                $0.cpuset = [0, 1, 2, 3, 9]
                $0.pcpuset = [2, 3]
                $0.memoryMb = 4
                $0.siblings = [core(0, 1), core(1, 2), core(20, 21), .init()]
                $0.pages = [ValidRequests.page(4, 2048), ValidRequests.page(4, 1)]
            },
            .with {
                $0.id = 7
                $0.pcpuset = [1, 2, 3, 10]
                $0.siblings = [core(1), core(2), core(3), core(10)]
                $0.socket = 70_000
            },
            .with {
                $0.id = 8
                $0.cpuset = [9, 10]
                $0.siblings = [core(9), core(10)]
            },
        ]
        #expect(
            violations(request) == [
                "cells[0].pcpuset: must equal cpuset or have no CPU in common with it, has 2-3 in common",
                "cells[0].siblings[1]: must not have CPUs of an earlier core, has 1",
                "cells[0].siblings[2]: must have CPUs of cpuset and pcpuset only, has 20-21",
                "cells[0].siblings[3]: must have at least one CPU",
                "cells[0].siblings: must have every CPU of the cell in one core, 3,9 are in none",
                "cells[0].pages[0].total: must fit into the cell's 4 MiB, is 2048 of 4 KiB",
                "cells[0].pages[1].size_kb: must be unique, pages[0] has 4 too",
                "cells[1].id: must be unique, cells[0] has 7 too",
                "cells[1]: must not have CPUs of cells[0], has 1-3",
                "cells[1].socket: must be 0 to 65535 as the number of a cell or socket, is 70000",
                "cells[2]: must not have CPUs of cells[0], has 9",
                "cells[2]: must not have CPUs of cells[1], has 10",
            ])
    }

    @Test("An audit's inventory is held to the same rules as a report's")
    func audit() throws {
        let request = Berth_Tracker_V1_AuditNodeRequest.with {
            $0.host = ValidRequests.host
            $0.node = "kvm"
            $0.inventory = ValidRequests.report().inventory
            $0.inventory.numaTopology.cells[1].id = 0
        }
        let failure = try #require(
            #expect(throws: ValidationFailure.self) {
                try RequestMapping.command(method: .auditNode, message: request, routingKey: ValidRequests.host)
            })
        #expect(failure.violations.map(\.field) == ["inventory.numa_topology.cells[1].id"])
    }

    @Test("A list of thousands of CPUs does not fill a refusal")
    func longLists() {
        let text = Shown.cpus((0..<4096).map { $0 * 2 })
        #expect(text.hasPrefix("0,2,4,") && text.hasSuffix(",…"))
        #expect(text.utf8.count < 100)
        #expect(Shown.cpus([Int32.max, .max - 1, .min]) == "-2147483648,2147483646-2147483647")
    }

    private func core(_ cpus: Int32...) -> Berth_Tracker_V1_CpuSet { .with { $0.cpus = cpus } }

    private func violations(_ request: Berth_Tracker_V1_ReportInventoryRequest) -> [String] {
        do throws(ValidationFailure) {
            _ = try RequestMapping.reportInventory(request, routingKey: ValidRequests.host)
            return []
        } catch {
            return error.violations.map { violation in
                let prefix = "inventory.numa_topology."
                let path = violation.field.hasPrefix(prefix) ? violation.field.dropFirst(prefix.count) : "?"
                return "\(path): \(violation.description)"
            }
        }
    }
}

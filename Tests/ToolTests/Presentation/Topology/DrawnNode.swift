import SwiftProtobuf
import Wire

/// Nodes and grants to be drawn.
enum DrawnNode {
    static func uuid(_ digit: Int) -> String { "0000000\(digit)-0000-4000-8000-000000000000" }

    static func core(_ cpus: [Int32]) -> Berth_Tracker_V1_CpuSet { .with { $0.cpus = cpus } }

    static func pool(_ size: Int64, _ total: Int64, used: Int64 = 0, reserved: Int64 = 0) -> Berth_Tracker_V1_PagePool {
        .with { ($0.sizeKb, $0.total, $0.used, $0.reserved) = (size, total, used, reserved) }
    }

    /// A guest cell on a host cell, its pins from guest to host CPU.
    static func guest(
        on cell: Int32, pins: [(Int32, Int32)], emulator: [Int32] = [], isolate: Bool = false, floating: [Int32] = [],
        memory: Int64 = 1024
    ) -> Berth_Tracker_V1_InstanceCell {
        .with {
            $0.hostCell = cell
            $0.cpuset = floating
            $0.pcpuset = pins.map(\.0)
            $0.memoryMb = memory
            $0.cpuPolicy = pins.isEmpty ? .shared : floating.isEmpty ? .dedicated : .mixed
            if isolate { $0.threadPolicy = .isolate }
            $0.cpuPinning = pins.map { pin in .with { ($0.guestCpu, $0.hostCpu) = pin } }
            $0.cpusetReserved = emulator
        }
    }

    static func grant(_ digit: Int, _ cells: [Berth_Tracker_V1_InstanceCell]) -> Berth_Tracker_V1_Grant {
        .with {
            $0.instanceUuid = uuid(digit)
            $0.side = .instance
            $0.host = "h"
            $0.node = "n"
            $0.numaTopology.cells = cells
        }
    }

    /// A node with the usage of its cells: pinned CPUs, floating guest CPUs, memory.
    static func node(
        _ cells: [Berth_Tracker_V1_NumaCell], _ usage: [(pinned: [Int32], floating: Int64, memory: Int64)] = []
    ) -> Berth_Tracker_V1_Node {
        .with {
            $0.inventory.numaTopology.cells = cells
            $0.usage.numaCells = zip(cells, usage).map { cell, used in
                .with {
                    $0.id = cell.id
                    $0.pinnedCpus = used.pinned
                    $0.cpuUsage = used.floating
                    $0.memoryMbUsage = used.memory
                    $0.pages = cell.pages
                }
            }
        }
    }

    /// A cell of cores {first, first + stride}; the first of them for floating guest CPUs.
    static func cell(
        _ id: Int32, cores: Int32, first: Int32, stride: Int32, shared: Int32
    ) -> Berth_Tracker_V1_NumaCell {
        .with {
            $0.id = id
            $0.socket = id
            $0.memoryMb = 8192
            $0.cpuset = (first..<first + shared).flatMap { [$0, $0 + stride] }.sorted()
            $0.pcpuset = (first + shared..<first + cores).flatMap { [$0, $0 + stride] }.sorted()
            $0.siblings = (first..<first + cores).map { core([$0, $0 + stride]) }
        }
    }
}

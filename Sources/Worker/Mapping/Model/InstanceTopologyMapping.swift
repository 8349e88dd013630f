import Tracker
import Wire

extension InstanceTopology {
    /// Takes over guest cells in their order.
    ///
    /// - Throws: `unknownValue` for an enum number that this version does not know.
    init(_ wire: Berth_Tracker_V1_InstanceTopology) throws(MappingError) {
        self.init(
            cells: try wire.cells.map { cell throws(MappingError) in try InstanceCell(cell) },
            emulatorThreads: try EnumTables.emulatorThreads.model(wire.emulatorThreads))
    }
}

extension Berth_Tracker_V1_InstanceTopology {
    /// Writes guest cells in their order.
    init(_ model: InstanceTopology) {
        self.init()
        cells = model.cells.map(Berth_Tracker_V1_InstanceCell.init)
        emulatorThreads = EnumTables.emulatorThreads.number(model.emulatorThreads) ?? .unspecified
    }
}

extension InstanceCell {
    /// Takes over one guest cell, asked for or placed.
    ///
    /// - Throws: `unknownValue` for an enum number that this version does not know.
    init(_ wire: Berth_Tracker_V1_InstanceCell) throws(MappingError) {
        self.init(
            hostCell: wire.hasHostCell ? wire.hostCell : nil,
            cpuset: wire.cpuset,
            pcpuset: wire.pcpuset,
            memoryMebibytes: wire.memoryMb,
            pageSizeKibibytes: wire.hasPagesizeKb ? wire.pagesizeKb : nil,
            cpuPolicy: try EnumTables.cpuPolicy.model(wire.cpuPolicy),
            threadPolicy: try EnumTables.threadPolicy.model(wire.threadPolicy),
            cpuPinning: wire.cpuPinning.map { CPUPin(guestCPU: $0.guestCpu, hostCPU: $0.hostCpu) },
            reservedCPUs: wire.cpusetReserved)
    }
}

extension Berth_Tracker_V1_InstanceCell {
    /// Writes one guest cell.
    init(_ model: InstanceCell) {
        self.init()
        if let cell = model.hostCell { hostCell = cell }
        cpuset = model.cpuset
        pcpuset = model.pcpuset
        memoryMb = model.memoryMebibytes
        if let size = model.pageSizeKibibytes { pagesizeKb = size }
        cpuPolicy = EnumTables.cpuPolicy.number(model.cpuPolicy) ?? .unspecified
        threadPolicy = EnumTables.threadPolicy.number(model.threadPolicy) ?? .unspecified
        cpuPinning = model.cpuPinning.map(Berth_Tracker_V1_CpuPin.init)
        cpusetReserved = model.reservedCPUs
    }
}

extension Berth_Tracker_V1_CpuPin {
    /// Writes one pinned guest CPU.
    init(_ model: CPUPin) {
        self.init()
        guestCpu = model.guestCPU
        hostCpu = model.hostCPU
    }
}

import SwiftProtobuf
import Tracker
import Wire

extension NUMATopology {
    /// Takes over host cells in their order.
    init(_ wire: Berth_Tracker_V1_NumaTopology) {
        self.init(cells: wire.cells.map(NUMACell.init))
    }
}

extension Berth_Tracker_V1_NumaTopology {
    /// Writes host cells in their order.
    init(_ model: NUMATopology) {
        self.init()
        cells = model.cells.map(Berth_Tracker_V1_NumaCell.init)
    }
}

extension NUMACell {
    /// Takes over one host cell.
    init(_ wire: Berth_Tracker_V1_NumaCell) {
        self.init(
            id: wire.id,
            cpuset: wire.cpuset,
            pcpuset: wire.pcpuset,
            memoryMebibytes: wire.memoryMb,
            siblings: wire.siblings.map(\.cpus),
            pages: wire.pages.map(PagePool.init),
            socket: wire.hasSocket ? wire.socket : nil,
            network: wire.hasNetwork ? NetworkMetadata(wire.network) : nil)
    }
}

extension Berth_Tracker_V1_NumaCell {
    /// Writes one host cell.
    init(_ model: NUMACell) {
        self.init()
        id = model.id
        cpuset = model.cpuset
        pcpuset = model.pcpuset
        memoryMb = model.memoryMebibytes
        siblings = model.siblings.map { cpus in Berth_Tracker_V1_CpuSet.with { $0.cpus = cpus } }
        pages = model.pages.map(Berth_Tracker_V1_PagePool.init)
        if let number = model.socket { socket = number }
        if let metadata = model.network { network = Berth_Tracker_V1_NetworkMetadata(metadata) }
    }
}

extension PagePool {
    /// Takes over the pages of one size.
    init(_ wire: Berth_Tracker_V1_PagePool) {
        self.init(sizeKibibytes: wire.sizeKb, total: wire.total, used: wire.used, reserved: wire.reserved)
    }
}

extension Berth_Tracker_V1_PagePool {
    /// Writes the pages of one size.
    init(_ model: PagePool) {
        self.init()
        sizeKb = model.sizeKibibytes
        total = model.total
        used = model.used
        reserved = model.reserved
    }
}

extension NetworkMetadata {
    /// Takes over the networks near a cell.
    init(_ wire: Berth_Tracker_V1_NetworkMetadata) {
        self.init(physicalNetworks: wire.physnets, isTunneled: wire.tunneled)
    }
}

extension Berth_Tracker_V1_NetworkMetadata {
    /// Writes the networks near a cell.
    init(_ model: NetworkMetadata) {
        self.init()
        physnets = model.physicalNetworks
        tunneled = model.isTunneled
    }
}

extension Berth_Tracker_V1_NumaCellUsage {
    /// Writes what is held of one host cell.
    init(_ model: NUMACellUsage) {
        self.init()
        id = model.id
        cpuUsage = model.cpuUsage
        memoryMbUsage = model.memoryMebibytesUsage
        pinnedCpus = model.pinnedCPUs
        pages = model.pages.map(Berth_Tracker_V1_PagePool.init)
    }
}

import Tracker
import Wire

/// How much of a usage a message carries.
enum UsageDetail: Sendable {
    /// With host cells and device pools.
    case whole
    /// Without them: in replies of claims they could be larger than all the rest.
    case withoutDevices
}

extension Berth_Tracker_V1_Usage {
    /// Writes what is held on a node; counts beyond 32 bits are written as the largest.
    init(_ model: Usage, _ detail: UsageDetail) {
        self.init()
        vcpusUsed = model.vcpusUsed
        memoryMbUsed = model.memoryMebibytesUsed
        localGbUsed = model.localGibibytesUsed
        freeRamMb = model.freeMemoryMebibytes
        freeDiskGb = model.freeDiskGibibytes
        runningVms = Int32(clamping: model.runningVMs)
        currentWorkload = Int32(clamping: model.currentWorkload)
        diskMbUsed = model.diskMebibytesUsed
        guard detail == .whole else { return }
        numaCells = model.numaCells.map(Berth_Tracker_V1_NumaCellUsage.init)
        pciPools = model.pciPools.map(Berth_Tracker_V1_PciPool.init)
    }
}

import Tracker
import Wire

extension Limits {
    /// Takes over a scheduler's limits; an absent one stays absent.
    init(_ wire: Berth_Tracker_V1_Limits) {
        self.init(
            memoryMebibytes: wire.hasMemoryMb ? wire.memoryMb : nil,
            diskGibibytes: wire.hasDiskGb ? wire.diskGb : nil,
            vcpus: wire.hasVcpus ? wire.vcpus : nil,
            numaCPURatio: wire.hasNumaCpuRatio ? wire.numaCpuRatio : nil,
            numaRAMRatio: wire.hasNumaRamRatio ? wire.numaRamRatio : nil,
            network: wire.hasNetwork ? NetworkMetadata(wire.network) : nil)
    }
}

extension Berth_Tracker_V1_Limits {
    /// Writes a scheduler's limits.
    init(_ model: Limits) {
        self.init()
        if let amount = model.memoryMebibytes { memoryMb = amount }
        if let amount = model.diskGibibytes { diskGb = amount }
        if let amount = model.vcpus { vcpus = amount }
        if let ratio = model.numaCPURatio { numaCpuRatio = ratio }
        if let ratio = model.numaRAMRatio { numaRamRatio = ratio }
        if let metadata = model.network { network = Berth_Tracker_V1_NetworkMetadata(metadata) }
    }
}

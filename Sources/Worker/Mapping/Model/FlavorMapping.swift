import Tracker
import Wire

extension Flavor {
    /// Takes over a size.
    init(_ wire: Berth_Tracker_V1_Flavor) {
        self.init(
            id: wire.id,
            name: wire.name,
            vcpus: wire.vcpus,
            memoryMebibytes: wire.memoryMb,
            rootGibibytes: wire.rootGb,
            ephemeralGibibytes: wire.ephemeralGb,
            swapMebibytes: wire.swapMb,
            extraSpecs: wire.extraSpecs)
    }
}

extension Berth_Tracker_V1_Flavor {
    /// Writes a size.
    init(_ model: Flavor) {
        self.init()
        id = model.id
        name = model.name
        vcpus = model.vcpus
        memoryMb = model.memoryMebibytes
        rootGb = model.rootGibibytes
        ephemeralGb = model.ephemeralGibibytes
        swapMb = model.swapMebibytes
        extraSpecs = model.extraSpecs
    }
}

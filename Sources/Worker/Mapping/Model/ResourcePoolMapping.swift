import Tracker
import Wire

extension ResourcePool {
    /// Takes over named units in their order.
    init(_ wire: Berth_Tracker_V1_ResourcePool) {
        self.init(
            providerUUID: wire.providerUuid,
            resourceClass: wire.resourceClass,
            units: wire.units.map { ResourceUnit(identifier: $0.identifier, metadata: $0.metadata) })
    }
}

extension Berth_Tracker_V1_ResourcePool {
    /// Writes named units in their order.
    init(_ model: ResourcePool) {
        self.init()
        providerUuid = model.providerUUID
        resourceClass = model.resourceClass
        units = model.units.map(Berth_Tracker_V1_ResourceUnit.init)
    }
}

extension Berth_Tracker_V1_ResourceUnit {
    /// Writes one named unit.
    init(_ model: ResourceUnit) {
        self.init()
        identifier = model.identifier
        metadata = model.metadata
    }
}

extension Allocation {
    /// Takes over a Placement allocation.
    init(_ wire: Berth_Tracker_V1_Allocation) {
        self.init(providerUUID: wire.providerUuid, resources: wire.resources)
    }
}

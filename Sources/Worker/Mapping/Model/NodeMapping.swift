import SwiftProtobuf
import Tracker
import Wire

extension Berth_Tracker_V1_Node {
    /// Writes a node as it is seen from outside, whole.
    init(_ model: Node) {
        self.init()
        host = model.identifier.host
        name = model.identifier.name
        uuid = model.uuid
        inventory = Berth_Tracker_V1_Inventory(model.inventory)
        inventory.reserved = Berth_Tracker_V1_Reserved(model.reserved)
        usage = Berth_Tracker_V1_Usage(model.usage, .whole)
        ratios = Berth_Tracker_V1_AllocationRatios(model.ratios)
        stats = Berth_Tracker_V1_Stats(model.stats)
        enabled = model.isEnabled
        generation = model.generation
        updateTime = Google_Protobuf_Timestamp(model.updateTime)
        disableReason = model.disableReason
        serviceID = model.serviceID
        orphanMemoryMb = model.orphanMebibytes
    }
}

extension Berth_Tracker_V1_Stats {
    /// Writes a node's counters.
    init(_ counters: [String: Int64]) {
        self.init()
        self.counters = counters
    }
}

import SwiftProtobuf
import Tracker
import Wire

extension Metric {
    /// Takes over a measurement.
    ///
    /// - Throws: `missingField` without a time, `outOfRange` for one that the core cannot hold.
    init(_ wire: Berth_Tracker_V1_Metric) throws(MappingError) {
        guard wire.hasTime else { throw MappingError(.missingField, "a metric must have its time") }
        self.init(
            name: wire.name,
            value: wire.hasValue ? wire.value : nil,
            time: try Instant(wire.time),
            source: wire.source,
            numaValues: wire.numaValues.map { CellValue(cell: $0.cell, value: $0.value) })
    }
}

extension Berth_Tracker_V1_Metric {
    /// Writes a measurement.
    init(_ model: Metric) {
        self.init()
        name = model.name
        if let number = model.value { value = number }
        time = Google_Protobuf_Timestamp(model.time)
        source = model.source
        numaValues = model.numaValues.map { cell in
            .with {
                $0.cell = cell.cell
                $0.value = cell.value
            }
        }
    }
}

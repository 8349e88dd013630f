import SwiftProtobuf
import Tracker
import Wire

/// What a refused claim asked for beyond plain amounts, in the metadata of its status.
extension RequestedPlaces {
    private static let (cellsKey, devicesKey) = ("numa_cells", "pci_requests")
    /// Stands for requests that are too long to be kept.
    private static let unknown = "?"

    /// What was asked for goes in, devices as a list of `PciRequest` in JSON; what was not asked for does not.
    var metadata: [String: String] {
        var metadata: [String: String] = [:]
        if cells > 0 { metadata[Self.cellsKey] = "\(cells)" }
        if let devices, !devices.isEmpty { metadata[Self.devicesKey] = Self.text(devices) ?? Self.unknown }
        return metadata
    }

    /// Reads it back.
    ///
    /// - Parameters:
    ///   - metadata: of the status.
    ///   - shortfalls: tell of a status without it that there was something.
    init(metadata: [String: String], shortfalls: [Shortfall]) {
        let cells = metadata[Self.cellsKey].flatMap { Int($0) } ?? (shortfalls.contains(where: \.isOfCells) ? 1 : 0)
        if let text = metadata[Self.devicesKey] {
            self.init(cells: cells, devices: Self.requests(text))
        } else {
            let areAskedFor = shortfalls.contains { $0.isOfDevices || $0.isOfCellsWithDevices }
            self.init(cells: cells, devices: areAskedFor ? nil : [])
        }
    }

    /// Nil: it is longer than a status keeps, and one that is cut cannot be read.
    private static func text(_ requests: [PCIRequest]) -> String? {
        var options = JSONEncodingOptions()
        options.useDeterministicOrdering = true
        options.preserveProtoFieldNames = true
        let wire = requests.map(Berth_Tracker_V1_PciRequest.init)
        let text = try? Berth_Tracker_V1_PciRequest.jsonString(from: wire, options: options)
        return text.flatMap { $0.utf8.count > StatusDetails.maximumValueBytes ? nil : $0 }
    }

    /// Nil: it is no such list.
    private static func requests(_ text: String) -> [PCIRequest]? {
        try? Berth_Tracker_V1_PciRequest.array(fromJSONString: text).map(PCIRequest.init)
    }
}

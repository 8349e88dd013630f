import ArgumentParser
import Wire

/// The devices that a command asks for.
struct DeviceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Devices by vendor and product, like 10de:1db6 or 10de:1db6:2; may be repeated.",
            valueName: "vendor:product[:count]"))
    var device: [DeviceArgument] = []

    @Option(
        help: ArgumentHelp("A PciRequest: JSON, @FILE or -; may be repeated.", valueName: "json"))
    var pciRequest: [String] = []

    /// The requests, each with an identity of its own.
    ///
    /// - Parameter key: of the request that they go with. Two requests may ask for the same devices for one instance,
    ///   so what is asked for is not enough to tell them apart.
    func requests(key: String) throws(ToolError) -> [Berth_Tracker_V1_PciRequest] {
        var requests = device.map(\.request)
        for json in pciRequest {
            requests.append(
                try JSONArgument.message(Berth_Tracker_V1_PciRequest.self, from: json, option: "--pci-request"))
        }
        for index in requests.indices where requests[index].requestID.isEmpty {
            requests[index].requestID = KeyedIdentity.uuid(.pciRequest, key: key, position: index)
        }
        return requests
    }
}

/// Devices of one vendor and product on the command line.
struct DeviceArgument: ExpressibleByArgument, Sendable, Equatable {
    var vendor: String
    var product: String
    var count: Int32

    /// Reads `vendor:product`, with `:count` behind it or not; nil when it is none.
    init?(argument: String) {
        let parts = argument.lowercased().split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        let isNumber: (String) -> Bool = { $0.count == 4 && $0.allSatisfy { $0.isASCII && $0.isHexDigit } }
        guard parts.count == 2 || parts.count == 3, isNumber(parts[0]), isNumber(parts[1]) else { return nil }
        guard parts.count == 3 else {
            (vendor, product, count) = (parts[0], parts[1], 1)
            return
        }
        guard let count = Int32(parts[2]), (1...65_535).contains(count) else { return nil }
        (vendor, product, self.count) = (parts[0], parts[1], count)
    }

    /// The request, as a flavor's: its name stands where that of an alias does.
    var request: Berth_Tracker_V1_PciRequest {
        var spec = Berth_Tracker_V1_PciSpec()
        spec.matches = ["vendor_id": vendor, "product_id": product]
        var request = Berth_Tracker_V1_PciRequest()
        request.aliasName = "\(vendor):\(product)"
        request.count = count
        request.specs = [spec]
        return request
    }
}

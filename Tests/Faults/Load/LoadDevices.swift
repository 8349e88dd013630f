import SwiftProtobuf
import Wire

/// The devices of the load: one network card on each host, of whose functions claims take some.
enum LoadDevices {
    /// What the worker is to track: functions, and not the card.
    static let specs = #"{"vendor_id": "8086", "product_id": "1515"}"#

    private static let parent = "0000:81:00.0"

    /// The card with its functions.
    static func card(_ functions: Int) -> [Berth_Tracker_V1_PciDevice] {
        [device(parent, "1528", .physicalFunction)]
            + (0..<functions).map { number in
                var function = device("0000:81:\(16 + number / 8).\(number % 8)", "1515", .virtualFunction)
                function.parentAddress = parent
                return function
            }
    }

    private static func device(
        _ address: String, _ product: String, _ type: Berth_Tracker_V1_PciDevice.TypeEnum
    ) -> Berth_Tracker_V1_PciDevice {
        .with {
            $0.address = address
            $0.vendorID = "8086"
            $0.productID = product
            $0.type = type
        }
    }

    /// Asks for so many.
    static func requests(_ functions: Int) -> [Berth_Tracker_V1_PciRequest] {
        guard functions > 0 else { return [] }
        let function = Berth_Tracker_V1_PciSpec.with { $0.matches = ["product_id": "1515"] }
        return [
            .with {
                $0.aliasName = "function"
                $0.count = Int32(functions)
                $0.specs = [function]
            }
        ]
    }

    /// Who has which device, as `address instance`, in order.
    static func holders(_ grants: [Berth_Tracker_V1_Grant]) -> [String] {
        grants.flatMap { grant in grant.pciDevices.map { "\($0.address) \(grant.instanceUuid)" } }.sorted()
    }
}

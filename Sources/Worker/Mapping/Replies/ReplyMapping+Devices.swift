import SwiftProtobuf
import Tracker
import Wire

extension ReplyMapping {
    /// The reply to a request about devices outside a claim: those that changed.
    static func deviceReply(_ method: DeviceMethod, _ devices: [PCIDevice]) -> any SwiftProtobuf.Message {
        let devices = devices.map(Berth_Tracker_V1_PciDevice.init)
        return switch method {
        case .claim: Berth_Tracker_V1_ClaimPciDevicesResponse.with { $0.devices = devices }
        case .allocate: Berth_Tracker_V1_AllocatePciDevicesResponse.with { $0.devices = devices }
        case .free: Berth_Tracker_V1_FreePciDevicesResponse.with { $0.devices = devices }
        }
    }
}

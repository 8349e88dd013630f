import Testing
import Wire

@testable import berth

@Suite("Events as text")
struct EventTextTests {
    private func device(
        _ address: String, _ status: Berth_Tracker_V1_PciDevice.Status, _ instance: String = ""
    ) -> Berth_Tracker_V1_PciDevice {
        .with { ($0.address, $0.status, $0.instanceUuid) = (address, status, instance) }
    }

    private func line(_ devices: [Berth_Tracker_V1_PciDevice]) -> String {
        EventText.line(
            .with {
                ($0.shard, $0.sequence, $0.host, $0.node) = ("main", 7, "h", "h")
                $0.pciDevicesChanged.devices = devices
            })
    }

    @Test("Devices that changed hands are named with what they are now, and whose")
    func devices() {
        let text = line([
            device("0000:05:00.0", .allocated, "i-1"), device("0000:81:10.2", .available),
            device("0000:06:00.0", .allocated, "i-1"), device("0000:81:10.3", .claimed, "i-1"),
            device("0000:09:00.0", .removed),
        ])
        #expect(
            text == "-  main#7  pci.changed  h  allocated to i-1: 0000:05:00.0, 0000:06:00.0; available: 0000:81:10.2; "
                + "claimed to i-1: 0000:81:10.3; removed: 0000:09:00.0\n")
    }

    @Test("Of many the first are named, and how many there are beside them")
    func many() {
        let text = line((0..<11).map { device("0000:\(10 + $0):00.0", .available) })
        #expect(text.hasSuffix("0000:17:00.0 and 3 more\n"))
    }
}

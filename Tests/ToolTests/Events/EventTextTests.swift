import SwiftProtobuf
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

    private func line(_ devices: [Berth_Tracker_V1_PciDevice], of instance: String = "i-1") -> String {
        EventText.line(
            .with {
                ($0.shard, $0.sequence, $0.host, $0.node) = ("main", 7, "h", "h")
                $0.pciDevicesChanged.devices = devices
                $0.pciDevicesChanged.instanceUuid = instance
            })
    }

    @Test("Devices that changed hands are named with whose they are or were, and what they are now")
    func devices() {
        let devices = [
            device("0000:05:00.0", .allocated, "i-1"), device("0000:81:10.2", .available),
            device("0000:06:00.0", .allocated, "i-1"), device("0000:81:10.3", .claimed, "i-2"),
            device("0000:09:00.0", .removed),
        ]
        let rest = "available: 0000:81:10.2; claimed to i-2: 0000:81:10.3; removed: 0000:09:00.0\n"
        #expect(
            line(devices) == "-  main#7  pci.changed  h  i-1 allocated: 0000:05:00.0, 0000:06:00.0; " + rest)
        // Events of older workers do not say whose they were.
        let old = "-  main#7  pci.changed  h  allocated to i-1: 0000:05:00.0, 0000:06:00.0; "
        #expect(line(devices, of: "") == old + rest)
    }

    private func event(_ body: Berth_Tracker_V1_Event.OneOf_Body) -> String {
        EventText.line(
            .with {
                ($0.shard, $0.sequence, $0.host, $0.node) = ("main", 7, "h", "h")
                $0.body = body
            })
    }

    @Test("Differences are counted and named")
    func drifts() {
        let drifts = (0..<10).map { number in
            Berth_Tracker_V1_Drift.with { ($0.kind, $0.subject) = (.usageMismatch, "i-\(number)") }
        }
        func line(_ count: Int) -> String { event(.driftFound(.with { $0.drifts = Array(drifts.prefix(count)) })) }
        #expect(line(1) == "-  main#7  drift.found  h  1 difference: USAGE_MISMATCH i-0\n")
        #expect(line(2).hasSuffix("  2 differences: USAGE_MISMATCH i-0, USAGE_MISMATCH i-1\n"))
        #expect(line(10).hasSuffix("USAGE_MISMATCH i-7 and 2 more\n"))
    }

    @Test("Of a refused claim stands what it asked for, and not what each step left out")
    func refused() {
        let shortfalls = [("PCI_NO_FIT", 5.0, 1.0), ("PCI_SPECIFICATION", 5, 7), ("PCI_NUMA", 5, 2)].map {
            reason, requested, available in
            Berth_Tracker_V1_Shortfall.with {
                ($0.resource, $0.reason, $0.requested, $0.available) = ("PCI_DEVICE", reason, requested, available)
            }
        }
        let line = event(
            .claimRefused(
                .with {
                    ($0.instanceUuid, $0.reason, $0.shortfalls) = ("i-1", "DOES_NOT_FIT", shortfalls)
                }))
        #expect(line == "-  main#7  claim.refused  h  i-1 DOES_NOT_FIT PCI_DEVICE 5>1\n")
    }

    @Test("Of many the first are named, and how many there are beside them")
    func many() {
        let text = line((0..<11).map { device("0000:\(10 + $0):00.0", .available) })
        #expect(text.hasSuffix("0000:17:00.0 and 3 more\n"))
    }
}

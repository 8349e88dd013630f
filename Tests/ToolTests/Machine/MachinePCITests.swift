import Testing
import Wire

@testable import berth

@Suite("PCI devices of a machine")
struct MachinePCITests {
    @Test("Plain devices, physical, virtual and vdpa functions are told apart; bridges are left out")
    func kinds() throws {
        let tree = try SysrootBuilder()
        try tree.device("0000:00:00.0", class: "0x060000", vendor: "0x8086", product: "0x0001")
        try tree.device("0000:05:00.0", class: "0x030200", vendor: "0x10DE", product: "0x1DB6", node: "1")
        try tree.device("0000:81:00.0", class: "0x020000", vendor: "0x8086", product: "0x1528", node: "0")
        try tree.file("/sys/bus/pci/devices/0000:81:00.0/sriov_totalvfs", "64")
        try tree.device("0000:81:10.0", class: "0x020000", vendor: "0x8086", product: "0x1515")
        try tree.link("/sys/bus/pci/devices/0000:81:10.0/physfn", to: "../0000:81:00.0")
        try tree.device("0000:81:10.2", class: "0x020000", vendor: "0x8086", product: "0x1515")
        try tree.link("/sys/bus/pci/devices/0000:81:10.2/physfn", to: "../0000:81:00.0")
        try tree.folder("/sys/bus/pci/devices/0000:81:10.2/vdpa0")

        let (devices, notes) = MachinePCI.read(in: SystemTree(root: tree.path), cells: [0])
        #expect(notes.isEmpty)
        #expect(devices.map(\.address) == ["0000:05:00.0", "0000:81:00.0", "0000:81:10.0", "0000:81:10.2"])
        #expect(
            devices[0]
                == .init(
                    address: "0000:05:00.0", vendorID: "10de", productID: "1db6", kind: .standard, numaNode: nil))
        #expect(devices[1].kind == .physicalFunction && devices[1].numaNode == 0)
        #expect(devices[2].kind == .virtualFunction(parent: "0000:81:00.0"))
        #expect(devices[3].kind == .vdpa(parent: "0000:81:00.0"))
    }

    @Test("A physical function is one also while it has no virtual functions; 0 possible ones make it a plain device")
    func possibleFunctions() throws {
        let tree = try SysrootBuilder()
        for (address, total) in [("0000:01:00.0", "0"), ("0000:02:00.0", "8"), ("0000:03:00.0", "odd")] {
            try tree.device(address, class: "0x020000", vendor: "0x8086", product: "0x1528")
            try tree.file("/sys/bus/pci/devices/\(address)/sriov_totalvfs", total)
        }
        let (devices, _) = MachinePCI.read(in: SystemTree(root: tree.path), cells: [])
        #expect(devices.map(\.kind) == [.standard, .physicalFunction, .standard])
    }

    @Test("A device that cannot be read or addressed is left out with a note")
    func oddDevices() throws {
        let tree = try SysrootBuilder()
        try tree.device("10000:e1:00.0", class: "0x010802", vendor: "0x8086", product: "0x0a54")
        try tree.device("0000:04:00.0", class: "0x010802", vendor: "nonsense", product: "0x0a54")
        try tree.folder("/sys/bus/pci/devices/0000:05:00.0")
        let (devices, notes) = MachinePCI.read(in: SystemTree(root: tree.path), cells: [])
        #expect(devices.isEmpty)
        #expect(notes.count == 3)
        #expect(notes.contains { $0.contains("10000:e1:00.0") })
    }

    @Test("A virtual function whose physical function cannot be told, or is a virtual one itself, is left out")
    func brokenLinks() throws {
        let tree = try SysrootBuilder()
        for address in ["0000:81:10.0", "0000:81:10.1", "0000:81:10.2", "0000:81:10.3", "0000:81:10.4"] {
            try tree.device(address, class: "0x020000", vendor: "0x8086", product: "0x1515")
        }
        // A card of a 32-bit domain, a plain file instead of a link, itself, and another virtual function.
        try tree.link("\(folder)/0000:81:10.0/physfn", to: "../10000:81:00.0")
        try tree.file("\(folder)/0000:81:10.1/physfn", "")
        try tree.link("\(folder)/0000:81:10.2/physfn", to: "../0000:81:10.2")
        try tree.link("\(folder)/0000:81:10.3/physfn", to: "../0000:81:10.4")
        // Of what is not there any more it can be told.
        try tree.link("\(folder)/0000:81:10.4/physfn", to: "../0000:81:00.0")
        let (devices, notes) = MachinePCI.read(in: SystemTree(root: tree.path), cells: [])
        #expect(devices.map(\.address) == ["0000:81:10.4"])
        #expect(devices.first?.kind == .virtualFunction(parent: "0000:81:00.0"))
        #expect(notes.count == 4)
    }

    @Test("Interfaces, hardware addresses and serial numbers are told, those of a card for its functions too")
    func details() throws {
        let tree = try SysrootBuilder()
        try tree.device("0000:81:00.0", class: "0x020000", vendor: "0x8086", product: "0x1528", node: "0")
        try tree.file("\(folder)/0000:81:00.0/sriov_totalvfs", "64")
        try tree.file("\(folder)/0000:81:00.0/net/ens1f0/address", "0C:42:a1:00:00:01")
        try tree.bytes("\(folder)/0000:81:00.0/vpd", VitalProductDataTests.sample)
        try tree.link("\(folder)/0000:81:00.0/virtfn7", to: "../0000:81:10.0")
        try tree.device("0000:81:10.0", class: "0x020000", vendor: "0x8086", product: "0x1515")
        try tree.link("\(folder)/0000:81:10.0/physfn", to: "../0000:81:00.0")
        try tree.file("\(folder)/0000:81:10.0/net/ens1f0v7/address", "02:00:00:00:00:07")
        try tree.device("0000:05:00.0", class: "0x020000", vendor: "0x1af4", product: "0x1000")
        try tree.file("\(folder)/0000:05:00.0/virtio0/net/eth0/address", "nonsense")
        try tree.device("0000:06:00.0", class: "0x030000", vendor: "0x10de", product: "0x1db6")

        let devices = MachinePCI.read(in: SystemTree(root: tree.path), cells: [0]).devices
        #expect(
            devices.map(\.extra) == [
                ["ifname": "eth0"], [:],
                [
                    "ifname": "ens1f0", "mac_address": "0c:42:a1:00:00:01",
                    "capabilities": #"{"vpd":{"card_serial_number":"MT2113X00000"}}"#,
                ],
                [
                    "ifname": "ens1f0v7", "parent_ifname": "ens1f0",
                    "capabilities": #"{"sriov":{"pf_mac_address":"0c:42:a1:00:00:01","vf_num":7},"#
                        + #""vpd":{"card_serial_number":"MT2113X00000"}}"#,
                ],
            ])
    }

    private let folder = "/sys/bus/pci/devices"
}

@Suite("Vital product data")
struct VitalProductDataTests {
    /// A name, then read-only fields: part number, serial number, checksum; then the end.
    static let sample: [UInt8] =
        [0x82, 4, 0] + Array("Card".utf8) + [0x90, 25, 0] + Array("PN".utf8) + [3] + Array("X-1".utf8)
        + Array("SN".utf8) + [13] + Array("MT2113X00000 ".utf8) + Array("RV".utf8) + [0] + [0x78]

    @Test("The serial number is found among the fields, without blanks")
    func sample() {
        #expect(VitalProductData.serialNumber(Self.sample) == "MT2113X00000")
    }

    @Test("Data that is cut off anywhere has a serial number or none, and is never read beyond its end")
    func cut() {
        for length in Self.sample.indices {
            let number = VitalProductData.serialNumber(Array(Self.sample[..<length]))
            #expect(number == nil || number == "MT2113X00000", "\(length)")
        }
        #expect(VitalProductData.serialNumber([]) == nil)
    }

    @Test("Other data has none: no such field, bytes that are no text, blanks only, a small item before the end")
    func none() {
        let field: (String, [UInt8]) -> [UInt8] = { keyword, value in
            [0x90, UInt8(value.count + 3), 0] + Array(keyword.utf8) + [UInt8(value.count)] + value + [0x78]
        }
        #expect(VitalProductData.serialNumber(field("PN", [0x41])) == nil)
        #expect(VitalProductData.serialNumber(field("SN", [0x41, 0xFF])) == nil)
        #expect(VitalProductData.serialNumber(field("SN", [0x20, 0])) == nil)
        #expect(VitalProductData.serialNumber([0x0A, 1, 2] + field("SN", [0x41])) == "A")
        #expect(VitalProductData.serialNumber([0x78] + field("SN", [0x41])) == nil)
    }
}

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
}

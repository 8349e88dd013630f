import Testing

@testable import berth

@Suite("A machine's identity")
struct MachineIdentityTests {
    @Test("The node's UUID depends on the machine id alone and has the form of a random one")
    func stable() {
        let uuid = MachineIdentity.uuid(fromMachineID: "0123456789ABCDEF0123456789abcdef")
        #expect(uuid == "01234567-89ab-4def-8123-456789abcdef")
    }

    @Test(
        "What is not a machine id is refused",
        arguments: [
            "", "uninitialized", "0123", "00000000000000000000000000000000", "0123456789abcdef0123456789abcdeg",
        ])
    func refused(text: String) {
        #expect(MachineIdentity.uuid(fromMachineID: text) == nil)
    }

    @Test("A machine without an id is told how to go on")
    func missing() throws {
        let tree = try SysrootBuilder()
        let error = #expect(throws: ToolError.self) { try MachineIdentity.nodeUUID(in: SystemTree(root: tree.path)) }
        #expect(error?.advice.contains("--node-uuid") == true)
        try tree.file("/etc/hostname", "cmp-17")
        #expect(try MachineIdentity.hostName(in: SystemTree(root: tree.path)) == "cmp-17")
    }

    @Test(
        "Lists of CPUs are read strictly and written back",
        arguments: [
            ("", []), ("0", [0]), ("0-3,8", [0, 1, 2, 3, 8]), ("8,0-1", [0, 1, 8]), ("3-1", nil), ("a", nil),
            ("1-2-3", nil), ("-1", nil), ("0-65536", nil), ("1,,2", [1, 2]),
        ] as [(String, [Int32]?)])
    func lists(text: String, numbers: [Int32]?) {
        #expect(CPUList.parse(text) == numbers)
        if let numbers { #expect(CPUList.parse(CPUList.text(numbers)) == numbers) }
    }

    @Test("CPUs are written as ranges")
    func ranges() {
        #expect(CPUList.text([0, 1, 2, 5, 7, 8]) == "0-2,5,7-8")
        #expect(CPUList.text([]) == "")
    }
}

import Testing

@testable import Tracker

/// Rows 15 to 25 of the scenarios (PCI, 12): nearness to the guest's cells.
@Suite("Device scenarios: nearness")
struct NearnessRowTests {
    /// What is given for requests of GPUs, each asked of a fresh host; "✗": it is refused.
    private func given(
        _ policy: PCINUMAPolicy?, _ counts: [Int32], cells: [Int32], sockets: [Int32?] = [0, 1],
        devices: [PCIDevice] = SpecHost.devices
    ) throws -> [String] {
        try counts.map { count in
            var host = try DeviceShard(devices, sockets: sockets)
            let places = try host.take(1, on: cells, Ask.gpu(count, policy))
            return places.map { $0.map { String($0.prefix(2)) }.joined(separator: ",") } ?? "✗"
        }
    }

    @Test("Row 15: required is exact")
    func row15() throws { #expect(try given(.required, [1, 2], cells: [0]) == ["05", "✗"]) }

    @Test("Row 16: legacy takes devices without affinity after exact ones")
    func row16() throws { #expect(try given(.legacy, [1, 2, 3], cells: [0]) == ["05", "05,07", "✗"]) }

    @Test("Row 17: preferred takes the others last")
    func row17() throws { #expect(try given(.preferred, [2, 3], cells: [0]) == ["05,07", "05,07,06"]) }

    @Test("Row 18: socket, with cells on two sockets")
    func row18() throws { #expect(try given(.socket, [1, 2], cells: [0]) == ["05", "✗"]) }

    @Test("Row 19: socket, with cells on one socket; devices without affinity are on none")
    func row19() throws { #expect(try given(.socket, [2, 3], cells: [0], sockets: [0, 0]) == ["05,06", "✗"]) }

    @Test("Row 20: socket, when any host cell has none: exact or nothing")
    func row20() throws {
        #expect(try given(.socket, [1, 2], cells: [0], sockets: [0, nil]) == ["05", "✗"])
        #expect(try given(.socket, [1, 2], cells: [0], sockets: [0, 0, nil]) == ["05", "✗"])
    }

    @Test("Row 21: no policy is legacy")
    func row21() throws { #expect(try given(nil, [2], cells: [0]) == ["05,07"]) }

    @Test("Row 22: without cells no policy restricts anything")
    func row22() throws { #expect(try given(.required, [3], cells: []) == ["05,06,07"]) }

    @Test("Row 23: on both cells, without the device that is near none")
    func row23() throws { #expect(try given(.required, [3], cells: [0, 1]) == ["✗"]) }

    @Test("Row 24: on a cell that no device is near")
    func row24() throws {
        #expect(try given(.required, [1], cells: [7]) == ["✗"])
        #expect(try given(.legacy, [1], cells: [7]) == ["07"])
    }

    @Test("Row 25: the exact device comes before those without affinity")
    func row25() throws {
        let devices = [
            SpecHost.gpu("0000:01:00.0", numaNode: nil), SpecHost.gpu("0000:02:00.0", numaNode: nil),
            SpecHost.gpu("0000:03:00.0", numaNode: 0),
        ]
        #expect(try given(.legacy, [2], cells: [0], devices: devices) == ["03,01"])
        #expect(try given(.preferred, [2, 3], cells: [0], devices: devices) == ["03,01", "03,01,02"])
    }
}

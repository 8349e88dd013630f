import Testing

@testable import Tracker

@Suite("Rows of the specification: which host cells come first (NUMA, 6)")
struct HostOrderRowTests {
    /// Four cells of four CPUs and 4 GiB; what is free of them is drawn from the rows.
    static func host(dedicated: Bool, packs: Bool, devices: DeviceNearness? = nil) -> FitHost {
        var host = FitHost((0..<4).map { .legacy($0, cpus: $0 * 4..<$0 * 4 + 4, memory: 4096) })
        host.hold(0, pinned: dedicated ? [0, 1] : [], cpus: 3, memory: 2048)
        host.hold(1, pinned: dedicated ? [4, 5] : [], cpus: 2, memory: 2048)
        host.hold(2, cpus: 2, memory: 2048)
        host.hold(3, pinned: dedicated ? [12, 13] : [], cpus: 2, memory: 1024)
        host.packsCells = packs
        host.devices = devices
        return host
    }

    static func guests(_ count: Int32, dedicated: Bool) -> [InstanceCell] {
        (0..<count).map { dedicated ? .dedicated($0..<$0 + 1, memory: 512) : .shared($0..<$0 + 1, memory: 512) }
    }

    static func devices(areRequested: Bool) -> DeviceNearness {
        DeviceNearness(freeDevices: [1: 2], areRequested: areRequested) { $0.contains(1) }
    }

    /// One row: the host cells of three guest cells.
    struct Row: CustomTestStringConvertible, Sendable {
        var number: Int
        var dedicated: Bool
        var packs: Bool
        var areDevicesRequested: Bool?
        var expected: [Int32]

        var testDescription: String {
            "row \(number), \(dedicated ? "dedicated" : "shared"), \(packs ? "pack" : "spread")"
        }
    }

    static let rows: [Row] = [
        Row(number: 68, dedicated: false, packs: false, expected: [3, 1, 2]),
        Row(number: 68, dedicated: false, packs: true, expected: [0, 1, 2]),
        Row(number: 69, dedicated: true, packs: false, expected: [2, 3, 0]),
        Row(number: 69, dedicated: true, packs: true, expected: [0, 1, 3]),
        Row(number: 70, dedicated: false, packs: false, areDevicesRequested: true, expected: [1, 3, 2]),
        Row(number: 70, dedicated: false, packs: true, areDevicesRequested: true, expected: [1, 0, 2]),
        Row(number: 70, dedicated: true, packs: false, areDevicesRequested: true, expected: [1, 2, 3]),
        Row(number: 70, dedicated: true, packs: true, areDevicesRequested: true, expected: [1, 0, 3]),
        Row(number: 71, dedicated: false, packs: false, areDevicesRequested: false, expected: [3, 2, 0]),
        Row(number: 71, dedicated: false, packs: true, areDevicesRequested: false, expected: [0, 2, 3]),
        Row(number: 71, dedicated: true, packs: false, areDevicesRequested: false, expected: [2, 3, 0]),
        Row(number: 71, dedicated: true, packs: true, areDevicesRequested: false, expected: [0, 3, 2]),
    ]

    @Test("Host cells are tried by devices, CPUs and memory", arguments: rows)
    func row(_ row: Row) throws {
        let host = Self.host(
            dedicated: row.dedicated, packs: row.packs, devices: row.areDevicesRequested.map(Self.devices))
        let placed = try #require(host.place(Self.guests(3, dedicated: row.dedicated)))
        #expect(placed.map(\.hostCell) == row.expected)
    }

    @Test("72 and 7.2, 10: as many guest cells as host cells keep the order of the report")
    func equalCounts() {
        for packs in [false, true] {
            let host = Self.host(dedicated: false, packs: packs)
            #expect(host.place(Self.guests(4, dedicated: false))?.map(\.hostCell) == [0, 1, 2, 3])
        }
    }

    @Test("7.2, 10: the order does not look at pages")
    func pagesDoNotMatter() {
        var host = FitHost([
            .legacy(0, cpus: 0..<2, pages: [PagePool(sizeKibibytes: 2048, total: 10)]),
            .legacy(1, cpus: 2..<4, pages: [PagePool(sizeKibibytes: 2048, total: 1000)]),
        ])
        let guest = InstanceCell.shared(0..<1, memory: 16, pageSize: 2048)
        #expect(host.place([guest])?.map(\.hostCell) == [0])
        host.hold(0, memory: 1)
        #expect(host.place([guest])?.map(\.hostCell) == [1])
    }
}

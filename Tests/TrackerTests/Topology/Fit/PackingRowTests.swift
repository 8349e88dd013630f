import Testing

@testable import Tracker

@Suite("Rows of the specification: dedicated CPUs on cores (NUMA, 6)")
struct PackingRowTests {
    /// One row: what a host cell's cores are filled with.
    struct Row: CustomTestStringConvertible, Sendable {
        var number: String
        var cores: [[Int32]]
        var pinned: [Int32] = []
        var isLegacy = false
        var cpus: Int32
        var threads: ThreadPolicy?
        var emulator: EmulatorThreads?
        /// Host CPUs in the order of the guest CPUs; absent: no fit.
        var expected: [Int32]?
        var reserved: [Int32] = []

        var testDescription: String { "row \(number): \(cpus) CPUs" }
    }

    static let singles: [[Int32]] = [[0], [1], [2], [3]]
    static let quads: [[Int32]] = [[0, 1, 2, 3], [4, 5, 6, 7]]
    static let pairs: [[Int32]] = [[0, 1], [2, 3], [4, 5], [6, 7]]
    static let apart: [[Int32]] = (0..<8).map { [$0, $0 + 8] }
    static let four: [[Int32]] = (0..<4).map { [$0, $0 + 4] }

    static let preferRows: [Row] = [
        Row(number: "39", cores: singles, pinned: [1], cpus: 3, expected: [0, 2, 3]),
        Row(number: "40", cores: [[0], [1], [2]], cpus: 4, expected: nil),
        Row(number: "40", cores: singles, pinned: [1], cpus: 4, expected: nil),
        Row(number: "41", cores: quads, pinned: [1, 2, 5, 6], cpus: 4, expected: [0, 3, 4, 7]),
        Row(number: "42", cores: quads, cpus: 4, expected: [0, 1, 2, 3]),
        Row(number: "42", cores: quads, cpus: 6, expected: [0, 1, 2, 3, 4, 5]),
        Row(number: "43", cores: pairs, cpus: 5, expected: [0, 1, 2, 3, 4]),
        Row(number: "44", cores: pairs, pinned: [0, 2, 5], cpus: 3, expected: [1, 3, 4]),
        Row(number: "45", cores: pairs, pinned: [0, 1, 2, 5], cpus: 4, expected: [3, 4, 6, 7]),
        Row(number: "46", cores: apart, cpus: 5, expected: [0, 8, 1, 9, 2]),
        Row(number: "47", cores: [[0, 1], [2, 3], [4, 5]], pinned: [0], cpus: 1, expected: [2]),
        Row(number: "47", cores: [[0, 1], [2, 3], [4, 5]], pinned: [0], cpus: 3, expected: [2, 3, 4]),
        Row(number: "47", cores: [[0, 1], [2, 3], [4, 5]], pinned: [0], cpus: 5, expected: [1, 2, 3, 4, 5]),
        Row(number: "48", cores: quads, pinned: [0], cpus: 2, expected: [4, 5]),
    ]

    static let threadRows: [Row] = [
        Row(number: "49", cores: singles, cpus: 2, threads: .require, expected: nil),
        Row(number: "50", cores: four, pinned: [0, 1, 2], cpus: 4, threads: .require, expected: nil),
        Row(number: "50", cores: four, pinned: [0, 1], cpus: 4, threads: .require, expected: [2, 6, 3, 7]),
        Row(
            number: "51", cores: [[0, 1], [2, 3]], pinned: [1], isLegacy: true, cpus: 2, threads: .isolate,
            expected: nil),
        Row(number: "51", cores: [[0, 1], [2, 3]], isLegacy: true, cpus: 2, threads: .isolate, expected: [0, 2]),
        Row(
            number: "52", cores: four, pinned: [0, 1], isLegacy: true, cpus: 2, threads: .isolate, expected: [2, 3]),
        Row(number: "53", cores: [[0, 1], [2, 3]], cpus: 2, threads: .isolate, expected: nil),
        Row(number: "54", cores: singles, cpus: 2, threads: .isolate, expected: [0, 1]),
        Row(number: "55", cores: [[0], [1]], cpus: 1, emulator: .isolate, expected: [0], reserved: [1]),
        Row(number: "55", cores: [[0], [1]], cpus: 2, emulator: .isolate, expected: nil),
        Row(number: "56", cores: [[1], [2, 3]], cpus: 2, emulator: .isolate, expected: [2, 3], reserved: [1]),
        Row(
            number: "57", cores: [[0, 1], [2, 3], [4, 5]], isLegacy: true, cpus: 2, threads: .isolate,
            emulator: .isolate, expected: [0, 2], reserved: [4]),
    ]

    /// Surprising, but to be copied (NUMA, 7.2), and defects not to be copied (NUMA, 7.1).
    static let surprisingRows: [Row] = [
        Row(number: "7.2, 1", cores: quads, pinned: [6, 7], cpus: 6, threads: .require, expected: nil),
        Row(number: "7.2, 1", cores: quads, pinned: [6, 7], cpus: 6, expected: [0, 1, 2, 3, 4, 5]),
        Row(
            number: "7.2, 2", cores: [[0, 1], [2, 3], [4, 5]], pinned: [0], isLegacy: true, cpus: 2,
            threads: .isolate, emulator: .isolate, expected: [2, 4], reserved: [1]),
        Row(
            number: "7.2, 4", cores: [[0, 1], [2, 3]], cpus: 1, emulator: .isolate, expected: [0], reserved: [1]),
        Row(number: "7.1, g", cores: [[6, 12]], cpus: 1, expected: [6]),
        Row(number: "7.1, g", cores: [[12, 6]], cpus: 1, expected: [6]),
        Row(number: "7.1, i", cores: [], cpus: 1, expected: nil),
    ]

    @Test("Dedicated CPUs are pinned core by core", arguments: preferRows + threadRows + surprisingRows)
    func row(_ row: Row) throws {
        var host = FitHost(cores: row.cores, pinned: row.pinned, isLegacy: row.isLegacy)
        if row.cores.isEmpty {
            host = FitHost([NUMACell(id: 0, cpuset: [0, 1], pcpuset: [0, 1], memoryMebibytes: 1024)])
        }
        let asked = InstanceCell.dedicated(0..<row.cpus, threads: row.threads)
        let placed = host.place([asked], emulator: row.emulator)
        #expect(placed?.map(\.hostCPUs) == row.expected.map { [$0] })
        #expect(placed?.map(\.reservedCPUs) ?? [[]] == [row.reserved])
        #expect(placed?.first?.cpuPinning.map(\.guestCPU) ?? Array(0..<row.cpus) == Array(0..<row.cpus))
    }

    @Test("58: the emulator's CPU is taken on the host cell of the first guest cell")
    func emulatorCell() throws {
        let host = FitHost([.cell(0, cores: [[0], [1]]), .cell(1, cores: [[2], [3]])])
        let placed = try #require(host.place([.dedicated(0..<1), .dedicated(1..<3)], emulator: .isolate))
        #expect(placed.map(\.hostCell) == [0, 1])
        #expect(placed.map(\.hostCPUs) == [[0], [2, 3]])
        #expect(placed.map(\.reservedCPUs) == [[1], []])
        #expect(host.place([.dedicated(0..<2), .dedicated(2..<3)], emulator: .isolate) == nil)
    }

    @Test("59: of a mixed cell only the dedicated CPUs are pinned")
    func mixed() throws {
        var host = FitHost([.cell(0, cores: [[0], [1], [2], [3]], shared: [4, 5, 6, 7])])
        host.hold(0, pinned: [0])
        let placed = try #require(host.place([.mixed(0..<2, 2..<4)])?.first)
        #expect(placed.cpuPinning == [CPUPin(guestCPU: 2, hostCPU: 1), CPUPin(guestCPU: 3, hostCPU: 2)])
        #expect(placed.reservedCPUs.isEmpty)
        #expect(host.place([.mixed(0..<2, 2..<4)], emulator: .isolate)?.first?.reservedCPUs == [3])
    }

    @Test("60: a mixed cell needs CPUs for its shared guest CPUs")
    func mixedWithoutShared() {
        let host = FitHost([.cell(0, cores: [[0], [1], [2], [3]])])
        #expect(host.place([.mixed(0..<2, 2..<4)]) == nil)
        #expect(host.place([.dedicated(2..<4)]) != nil)
    }
}

import Testing

@testable import Tracker

@Suite("Defects of the reference that are not copied (NUMA, 7.1)")
struct DefectTests {
    static let gibibyte: Int64 = 1024

    static func host(_ gibibytes: [Int64]) -> FitHost {
        FitHost(
            gibibytes.enumerated().map { index, memory in
                .legacy(Int32(index), cpus: Int32(index) * 4..<Int32(index) * 4 + 4, memory: memory * gibibyte)
            })
    }

    static func guests(_ gibibytes: [Int64]) -> [InstanceCell] {
        gibibytes.enumerated().map { index, memory in
            .dedicated(Int32(index)..<Int32(index) + 1, memory: memory * gibibyte)
        }
    }

    /// One line of the table.
    struct Row: CustomTestStringConvertible, Sendable {
        var name: String
        var hosts: [Int64]
        var guests: [Int64]
        var expected: [Int32]?

        var testDescription: String { "7.1, \(name)" }
    }

    static let rows: [Row] = [
        Row(name: "a", hosts: [1, 2, 1], guests: [1, 2], expected: [0, 1]),
        Row(name: "b", hosts: [1, 1, 1], guests: [1, 1, 2], expected: nil),
        Row(name: "c", hosts: [2, 1, 1], guests: [1, 1, 2], expected: [1, 2, 0]),
        Row(name: "d", hosts: [1, 1, 2, 3], guests: [1, 1, 2], expected: [3, 0, 2]),
        Row(name: "f", hosts: Array(repeating: 4, count: 4), guests: [1, 1, 1, 8], expected: nil),
        Row(name: "f", hosts: Array(repeating: 4, count: 8), guests: [1, 1, 1, 8], expected: nil),
        Row(name: "f", hosts: Array(repeating: 4, count: 8), guests: [1, 1, 1, 1, 1, 1, 1, 8], expected: nil),
        Row(name: "f", hosts: Array(repeating: 4, count: 16), guests: [1, 1, 1, 8], expected: nil),
        Row(name: "f", hosts: Array(repeating: 4, count: 16), guests: [1, 1, 1, 1, 1, 1, 1, 8], expected: nil),
    ]

    @Test("What is tried on one host cell is forgotten on the next", arguments: rows)
    func row(_ row: Row) {
        let placed = Self.host(row.hosts).place(Self.guests(row.guests))
        #expect(placed?.map(\.hostCell) == row.expected)
        #expect(placed?.allSatisfy { $0.cpuPinning.count == 1 } ?? true)
    }

    @Test("7.1, d is found although every later guest cell must move on the way")
    func onlyTheLast() {
        let placed = Self.host([1, 2, 3, 4, 5, 6, 7, 8]).place(Self.guests([8, 7, 6, 5, 4, 3, 2, 1]))
        #expect(placed?.map(\.hostCell) == [7, 6, 5, 4, 3, 2, 1, 0])
    }

    @Test("7.1, e: a page size that a host cell would have given does not bind the next one")
    func pageSizeIsForgotten() throws {
        let small = PagePool(sizeKibibytes: 4, total: 1 << 20)
        var host = FitHost([
            .legacy(0, cpus: 0..<2, memory: 8192, pages: [small, PagePool(sizeKibibytes: 1 << 20, total: 4)]),
            .legacy(1, cpus: 2..<4, memory: 4096, pages: [small, PagePool(sizeKibibytes: 2048, total: 2048)]),
        ])
        host.hold(0, pinned: [0])
        host.hold(1, pinned: [2])
        // Cell 0 comes first, for its memory, and has pages of 1 GiB, but one CPU too few for the guest.
        host.topology.cells[0].pcpuset = [0, 1]
        let guest = InstanceCell.dedicated(0..<1, memory: 2048, pageSize: -3)
        #expect(host.place([guest])?.map(\.pageSizeKibibytes) == [1 << 20])
        host.hold(0, pinned: [1])
        let placed = try #require(host.place([guest])?.first)
        #expect(placed.hostCell == 1)
        #expect(placed.pageSizeKibibytes == 2048)
        #expect(placed.hostCPUs == [3])
    }

    @Test("7.1, h: a host cell without pages takes a guest without a page size, and stays without pages")
    func withoutPages() throws {
        let host = Self.host([4])
        let asked = InstanceTopology(cells: Self.guests([1]))
        let placed = try host.fit.place(asked).get()
        let usage = try host.usage.claiming(placed, on: host.topology).get()
        #expect(usage.cells[0].usedPages.isEmpty)
        #expect(usage.cells[0].memoryMebibytes == 1024)
    }

    @Test("7.1, i: CPUs that are in no core are never pinned")
    func coreless() {
        let host = FitHost([NUMACell(id: 0, pcpuset: [0, 1], memoryMebibytes: 1024)])
        for threads in [nil, .prefer, .require, .isolate] as [ThreadPolicy?] {
            #expect(host.place([.dedicated(0..<1, threads: threads)]) == nil)
        }
    }

    @Test("7.2, 3: guest cells without dedicated CPUs cannot isolate, and need no pins otherwise")
    func nothingDedicated() {
        let threads: [[Int32]] = [[0, 1], [2, 3]]
        let host = FitHost([.cell(0, cores: threads, isLegacy: true), .cell(1, cores: [[4, 5]], isLegacy: true)])
        func guests(_ policy: ThreadPolicy?) -> [InstanceCell] {
            [.mixed(0..<1, 1..<1, threads: policy), .mixed(1..<2, 2..<3, threads: policy)]
        }
        #expect(host.place(guests(nil))?.map(\.hostCPUs) == [[], [4]])
        #expect(host.place(guests(nil), emulator: .isolate) == nil)
        #expect(host.place(guests(nil).reversed(), emulator: .isolate)?.map(\.reservedCPUs) == [[1], []])
        #expect(host.place(guests(.isolate)) == nil)
        #expect(host.place(guests(.require)) != nil)
        var used = host
        used.hold(0, pinned: [0, 2])
        #expect(used.place(guests(.require))?.map(\.hostCell) == nil)
        #expect(used.place(guests(.prefer))?.map(\.hostCell) == [0, 1])
    }

    @Test("Nothing asked, nothing reported, or more guest cells than host cells: no fit")
    func nothing() {
        #expect(Self.host([1]).place([]) == nil)
        #expect(FitHost([]).place(Self.guests([1])) == nil)
        #expect(Self.host([1, 1]).place(Self.guests([0, 0, 0])) == nil)
    }
}

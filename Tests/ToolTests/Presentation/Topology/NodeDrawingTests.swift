import SwiftProtobuf
import Testing
import Wire

@testable import berth

@Suite("A node drawn")
struct NodeDrawingTests {
    @Test("Each core is shown with its threads and who is on them; only the marks that occur are explained")
    func small() {
        var cell = DrawnNode.cell(0, cores: 8, first: 0, stride: 8, shared: 2)
        cell.pages = [DrawnNode.pool(4, 1000, used: 100), DrawnNode.pool(2048, 64, used: 8, reserved: 60)]
        cell.network = .with {
            $0.physnets = ["p0", "p1"]
            $0.tunneled = true
        }
        let grants = [
            DrawnNode.grant(1, [DrawnNode.guest(on: 0, pins: [(0, 2), (1, 10)], emulator: [3])]),
            DrawnNode.grant(2, [DrawnNode.guest(on: 0, pins: [(1, 4)], isolate: true, floating: [0])]),
        ]
        let node = DrawnNode.node([cell], [(pinned: [2, 3, 4, 10, 12], floating: 1, memory: 2048)])
        #expect(
            NodeDrawing.people(node, grants) == """
                cell 0: socket 0, 16 CPUs in 8 cores, near p0, p1, tunnels
                  cores       0-1+8-9:~ 2+10:A 3+11:A*/. 4+12:B/B! 5-7+13-15:.
                  dedicated   CPUs 2-7,10-15: 5 held, 7 free (5-7,11,13-15)
                  shared      CPUs 0-1,8-9: 1 floating guest CPU
                  memory      2048 of 8192 MiB held by guests
                  pages       4 KiB: 100 used and 0 reserved of 1000, 900 free
                              2048 KiB: 8 used and 60 reserved of 64, -4 free
                marks: + joins the threads of a core; ~ for floating guest CPUs; . free for pinned ones; A pinned by
                       A; A* emulator threads of A; A! kept empty by A (isolate)
                MARK  INSTANCE                              SIDE  ON CELLS
                A     00000001-0000-4000-8000-000000000000  own   0: 2 pinned + 1 emulator, 1024 MiB
                B     00000002-0000-4000-8000-000000000000  own   0: 1 pinned + 1 floating, 1024 MiB

                """)
    }

    @Test("One pool for both kinds of CPUs, a cell of plain memory, and a CPU that nobody listed holds")
    func legacy() {
        let both = Berth_Tracker_V1_NumaCell.with {
            ($0.id, $0.memoryMb) = (3, 512)
            ($0.cpuset, $0.pcpuset) = ([0, 1, 2, 3], [0, 1, 2, 3])
            $0.siblings = [[0, 1], [2, 3]].map(DrawnNode.core)
            $0.network = .init()
        }
        let memory = Berth_Tracker_V1_NumaCell.with { ($0.id, $0.memoryMb) = (5, 16_384) }
        let node = DrawnNode.node([both, memory], [([2], 7, 0), ([], 0, 0)])
        #expect(
            NodeDrawing.people(node, []) == """
                cell 3: no single socket, 4 CPUs in 2 cores, near no network
                  cores       0+1:. 2+3:#/.
                  both kinds  CPUs 0-3: 1 held, 3 free (0-1,3) and 7 floating guest CPUs
                  memory      0 of 512 MiB held by guests
                cell 5: no single socket, no CPUs
                  memory      0 of 16384 MiB held by guests
                marks: + joins the threads of a core; . free for pinned ones; # pinned, by nobody listed here

                """)
    }

    @Test("Two sockets of 64 cores with two threads stay within the page and a few lines")
    func wide() {
        let cells = (0..<2 as Range<Int32>).map {
            DrawnNode.cell($0, cores: 64, first: $0 * 64, stride: 128, shared: 4)
        }
        let grants = (0..<9).map { index in
            let first = Int32(8 + index * 4)
            let pins = (0..<4 as Range<Int32>).flatMap { [($0 * 2, first + $0), ($0 * 2 + 1, first + $0 + 128)] }
            return DrawnNode.grant(index, [DrawnNode.guest(on: 0, pins: pins)])
        }
        let pinned = grants.flatMap { $0.numaTopology.cells[0].cpuPinning.map(\.hostCpu) }.sorted()
        let text = NodeDrawing.people(DrawnNode.node(cells, [(pinned, 0, 9216), ([], 12, 0)]), grants)
        let lines = text.split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= TextTable.pageWidth })
        #expect(lines.count < 30)
        #expect(text.contains("  cores       0-3+128-131:~ 4-7+132-135:. 8-11+136-139:A 12-15+140-143:B"))
        #expect(text.contains("  cores       64-67+192-195:~ 68-127+196-255:.\n"))
    }

    @Test("Cores that all differ are cut after some lines, and the rest is counted")
    func folded() {
        let cell = DrawnNode.cell(0, cores: 400, first: 0, stride: 400, shared: 0)
        let pins = (0..<400 as Range<Int32>).map { ($0, $0 + ($0 % 2) * 400) }
        let text = NodeDrawing.people(
            DrawnNode.node([cell], [(pins.map(\.1), 0, 0)]), [DrawnNode.grant(1, [DrawnNode.guest(on: 0, pins: pins)])])
        let lines = text.split(separator: "\n")
        #expect(lines.filter { $0.contains("+") && $0.contains(":A/.") }.count == CellDrawing.mostCoreLines)
        #expect(lines.contains { $0.contains("more groups of cores; --json has all") })
        #expect(lines.allSatisfy { $0.count <= TextTable.pageWidth })
    }

    @Test("A CPU in two hands has both marks; marks go on after Z")
    func twoHands() {
        let cell = DrawnNode.cell(0, cores: 60, first: 0, stride: 60, shared: 0)
        var grants = (0..<28).map { DrawnNode.grant($0 % 10, [DrawnNode.guest(on: 0, pins: [(0, Int32($0))])]) }
        grants[27].numaTopology.cells[0].cpuPinning[0].hostCpu = 0
        let text = NodeDrawing.people(DrawnNode.node([cell]), grants)
        #expect(text.contains("0+60:A&AB/. 1+61:B/."))
        #expect(text.contains("26+86:AA/."))
        #expect(text.contains("A&B pinned by both"))
    }

    @Test("Names from outside cannot touch the terminal")
    func hostile() {
        var cell = DrawnNode.cell(0, cores: 1, first: 0, stride: 1, shared: 0)
        cell.network.physnets = ["\u{1b}[2J", "a\nb"]
        var grant = DrawnNode.grant(1, [DrawnNode.guest(on: 0, pins: [(0, 0)])])
        grant.instanceUuid = "\u{202e}x"
        grant.side = .moveNew
        grant.migrationUuid = "\u{7}"
        let text = NodeDrawing.people(DrawnNode.node([cell]), [grant])
        #expect(text.contains("\\u{1b}[2J, a\\u{a}b") && text.contains("\\u{202e}x") && text.contains("\\u{7}"))
        #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
    }

    @Test("Numbers at the ends of their ranges are drawn too")
    func extremes() {
        let cell = Berth_Tracker_V1_NumaCell.with {
            $0.id = .min
            $0.memoryMb = .max
            $0.pcpuset = [.min, 0, .max]
            $0.siblings = [DrawnNode.core([.min]), DrawnNode.core([.max]), DrawnNode.core([])]
            $0.pages = [DrawnNode.pool(.max, .min, used: .max, reserved: .max)]
        }
        let text = NodeDrawing.people(DrawnNode.node([cell], [([.max], .max, .min)]), [])
        #expect(text.contains("cores       -2147483648:. 2147483647:#"))
    }

    @Test("Groups of cores are exact: what they say can be read back")
    func groups() {
        let cores: [[Int32]] = [[0, 1], [2, 3], [4, 5], [8, 9], [10, 11], [20, 21], [21, 40], [1]]
        let groups = CoreGroup.groups(cores) { _ in "." }
        #expect(groups.map(\.text) == ["0-4/2+1-5/2:.", "8,10+9,11:.", "20-21+21,40:.", "1:."])
    }
}

import SwiftProtobuf
import Testing
import Wire

@testable import berth

@Suite("Places as text")
struct PlacementTextTests {
    @Test("Each guest cell with its host cell, pages, pins and emulator CPU; runs of pins are one word")
    func placement() {
        var first = DrawnNode.guest(on: 1, pins: [(0, 8), (1, 9), (2, 10), (5, 3)], emulator: [12], floating: [3, 4])
        first.pagesizeKb = 1_048_576
        let grant = DrawnNode.grant(1, [first, DrawnNode.guest(on: 0, pins: [], floating: [6, 7], memory: 512)])
        #expect(
            PlacementText.section([grant]) == """

                Placed:
                guest cell 0 -> host cell 1: 1024 MiB, pages of 1048576 KiB, floating guest CPUs 3-4, 4 pinned,
                                             emulator threads on host CPU 12
                  pins guest>host: 0-2>8-10 5>3
                guest cell 1 -> host cell 0: 512 MiB, floating guest CPUs 6-7

                """)
        #expect(PlacementText.section([DrawnNode.grant(2, [])]) == "")
        #expect(PlacementText.section([]) == "")
    }

    @Test("Of several grants each place says whose it is")
    func several() {
        let cell = DrawnNode.guest(on: 0, pins: [(0, 1)])
        var moved = DrawnNode.grant(1, [cell])
        (moved.side, moved.migrationUuid, moved.node) = (.moveNew, "m", "\u{1b}")
        let text = PlacementText.section([DrawnNode.grant(1, [cell]), DrawnNode.grant(2, []), moved])
        #expect(text.contains("\nPlaced on h/n, own:\n") && text.contains("\nPlaced on h/\\u{1b}, new side of m:\n"))
    }

    @Test("A node that fits says where, one that does not says why")
    func fit() {
        var fit = Berth_Tracker_V1_NodeFit.with {
            $0.node = "n"
            $0.fits = true
            $0.grant = DrawnNode.grant(1, [DrawnNode.guest(on: 2, pins: [(0, 5)])])
        }
        #expect(
            FitText.people(fit, hostCells: nil) == """
                n: fits
                guest cell 0 -> host cell 2: 1024 MiB, 1 pinned
                  pins guest>host: 0>5

                """)
        fit.fits = false
        fit.shortfalls = [.with { ($0.guestCell, $0.hostCell, $0.reason) = (0, 2, "NUMA_MEMORY_SHORT") }]
        #expect(FitText.people(fit, hostCells: [2]).hasPrefix("n: does not fit\nCELLS    host 2\nguest 0  memory\n"))
    }

    @Test("Long lists of pins are broken at the page")
    func long() {
        let pins = (0..<200 as Range<Int32>).map { ($0, 1000 - $0) }
        let text = PlacementText.people(.with { $0.cells = [DrawnNode.guest(on: 0, pins: pins)] })
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= TextTable.pageWidth })
        #expect(text.contains("199>801"))
        let edges = DrawnNode.guest(on: .min, pins: [(.min, .min), (.max, .max), (.min, .max)])
        #expect(PlacementText.people(.with { $0.cells = [edges] }).contains("host cell -2147483648"))
    }
}

import SwiftProtobuf
import Testing
import Tracker
import Wire

@testable import berth

@Suite("A refused place as a matrix")
struct FitMatrixTextTests {
    private func pair(_ guest: Int32, _ host: Int32, _ reason: FitReason) -> Berth_Tracker_V1_Shortfall {
        .with {
            ($0.guestCell, $0.hostCell) = (guest, host)
            $0.reason = reason.rawValue
            $0.message = "guest cell \(guest) on host cell \(host): short"
        }
    }

    private func headline(_ reason: FitReason, _ message: String, _ requested: Double) -> Berth_Tracker_V1_Shortfall {
        .with { ($0.reason, $0.message, $0.requested) = (reason.rawValue, message, requested) }
    }

    private func text(
        _ shortfalls: [Berth_Tracker_V1_Shortfall], _ hostCells: [Int32]?, isComplete: Bool = true
    ) -> String {
        RefusalText.shortfalls(shortfalls, hostCells: hostCells, isComplete: isComplete)
    }

    @Test("Rows are guest cells, columns the node's cells; then the whole, then the pairs")
    func matrix() {
        let shortfalls = [
            headline(.noFit, "1 of 2 guest cells can be placed on 3 host cells at the same time", 2),
            headline(.cellsCompete, "guest cells 0, 1 fit only host cell 4", 2), pair(0, 1, .pagesShort),
            pair(0, 7, .dedicatedFree), pair(1, 1, .memoryShort), pair(1, 7, .dedicatedFree),
        ]
        #expect(
            text(shortfalls, [1, 4, 7]) == """
                CELLS    host 1  host 4  host 7
                guest 0  pages   ok      cpus-used
                guest 1  memory  ok      cpus-used
                1 of 2 guest cells can be placed on 3 host cells at the same time  (NUMA_NO_FIT)
                guest cells 0, 1 fit only host cell 4  (NUMA_CELLS_COMPETE)
                - guest cell 0 on host cell 1: short  (NUMA_PAGES_SHORT)
                - guest cell 0 on host cell 7: short  (NUMA_DEDICATED_CPUS_FREE)
                - guest cell 1 on host cell 1: short  (NUMA_MEMORY_SHORT)
                - guest cell 1 on host cell 7: short  (NUMA_DEDICATED_CPUS_FREE)

                """)
    }

    @Test("Without the node's cells only those are shown that something is said about, and that is said")
    func unknownCells() {
        let shortfalls = [headline(.noFit, "no", 3), pair(1, 4, .requireCores)]
        for cells in [nil, [0, 1] as [Int32]] {
            #expect(
                text(shortfalls, cells).hasPrefix(
                    """
                    CELLS    host 4
                    guest 0  ok
                    guest 1  require
                    guest 2  ok
                    Host cells that are not shown take any of these guest cells.
                    no  (NUMA_NO_FIT)

                    """))
        }
    }

    @Test("A refusal that was cut does not pass off what it left out as fitting")
    func incomplete() {
        let shortfalls = [headline(.noFit, "no", 2), pair(0, 0, .isolateApart)]
        let cut = text(shortfalls, [0, 1], isComplete: false)
        #expect(cut.contains("guest 0  isolate  ?\nguest 1  ?        ?\n? was left out of the refusal.\n"))
        let most = (0..<16).flatMap { guest in (0..<16).map { pair(guest, $0, .coreless) } }
        #expect(text([headline(.noFit, "no", 17)] + most, Array(0..<16)).contains("guest 16    ?"))
    }

    @Test("Neighbours that are alike are folded, and a wide matrix is broken into several")
    func folded() {
        let alike = (0..<8).flatMap { guest in (0..<64).map { pair(guest, $0, .memoryShort) } }
        let shortfalls = [headline(.noFit, "no", 8)] + alike.filter { $0.hostCell != 5 && $0.guestCell < 3 }
        let text = text(shortfalls, Array(0..<64))
        #expect(
            text.hasPrefix(
                """
                CELLS      host 0..4  host 5  host 6..63
                guest 0-2  memory     ok      memory
                guest 3-7  ok         ok      ok

                """))
        let reasons: [FitReason] = [.memoryShort, .coreless, .emulatorCPU]
        let mixed = (0..<30).map { pair(0, $0, reasons[Int($0) % 3]) }
        let wide = self.text(mixed, Array(0..<30))
        #expect(wide.split(separator: "\n").count { $0.hasPrefix("CELLS") } == 4)
        #expect(wide.split(separator: "\n").allSatisfy { $0.count <= TextTable.pageWidth })
        #expect(wide.contains("and 14 more pairs of cells; --json has all.\n"))
    }

    @Test("What is short beside the cells stays a table of its own, and what is about no pair needs no matrix")
    func beside() {
        let memory = Berth_Tracker_V1_Shortfall.with { ($0.resource, $0.reason) = ("MEMORY_MB", "MEMORY") }
        let text = text([memory, headline(.noFit, "4 NUMA cells requested, and h/n reports none", 4)], nil)
        #expect(text.hasPrefix("RESOURCE"))
        #expect(text.hasSuffix("\n4 NUMA cells requested, and h/n reports none  (NUMA_NO_FIT)\n"))
        #expect(!text.contains("CELLS"))
    }

    @Test("Every reason has a short word, and one that is unknown or hostile is cut and made safe")
    func words() {
        for reason in FitReason.allCases { #expect((2...9).contains(FitWord.text(reason.rawValue).count)) }
        #expect(FitWord.text("NUMA_MOON") == "numa-moon")
        var odd = pair(0, 0, .noFit)
        odd.reason = "\u{1b}[31mLONGER_THAN_A_WORD"
        odd.message = "\u{9b}x"
        let text = text([odd], [0])
        #expect(!text.unicodeScalars.contains { $0.value == 0x1b || $0.value == 0x9b })
    }

    @Test("Odd numbers from outside neither trap nor fill the screen")
    func extremes() {
        let odd = [pair(.max, .min, .noFit), pair(-1, 0, .noFit), pair(300, 0, .noFit)]
        let text = text([headline(.noFit, "no", .infinity)] + odd, [0, .min])
        #expect(text.split(separator: "\n").count < 20)
        let cells: [Int32] = [0, 0, 0]
        #expect(self.text([pair(0, 0, .memoryShort)], cells).contains("guest 0"))
    }
}

import Testing

@testable import Tracker

@Suite("Rows of the specification: memory and limits (NUMA, 6)")
struct MemoryRowTests {
    static let gibibyte: Int64 = 1 << 20

    /// A cell of four CPUs with pages of 4 KiB, 2 MiB and 1 GiB, so many GiB of each.
    static func threeSizes(_ small: Int64, _ large: Int64, _ huge: Int64) -> FitHost {
        FitHost([
            .legacy(
                0, cpus: 0..<4,
                pages: [
                    PagePool(sizeKibibytes: 4, total: small * gibibyte / 4),
                    PagePool(sizeKibibytes: 2048, total: large * 512),
                    PagePool(sizeKibibytes: gibibyte, total: huge),
                ])
        ])
    }

    @Test("61: without pages only dedicated guests see what others hold")
    func withoutPages() {
        var host = FitHost([.legacy(0, cpus: 0..<4, memory: 1024)])
        host.hold(0, memory: 512)
        #expect(host.place([.shared(0..<1, memory: 1024)]) != nil)
        #expect(host.place([.shared(0..<1, memory: 4096)]) == nil)
        #expect(host.place([.dedicated(0..<1, memory: 1024)]) == nil)
        #expect(host.place([.dedicated(0..<1, memory: 512)]) != nil)
    }

    @Test("62: a shared guest that asks for no page size oversubscribes the smallest pages, one that does cannot")
    func smallPagesInUse() {
        var host = FitHost([
            .legacy(0, cpus: 0..<4, memory: 1024, pages: [PagePool(sizeKibibytes: 4, total: 262_144)])
        ])
        host.hold(0, pages: [4: 262_144])
        let placed = host.place([.shared(0..<1, memory: 1024)])
        #expect(placed?.map(\.pageSizeKibibytes) == [nil])
        var almostFree = FitHost([
            .legacy(0, cpus: 0..<4, memory: 1024, pages: [PagePool(sizeKibibytes: 4, total: 262_144)])
        ])
        almostFree.hold(0, pages: [4: 256])
        for size in [4, -1] as [Int64] {
            #expect(almostFree.place([.shared(0..<1, memory: 1024, pageSize: size)]) == nil)
            #expect(almostFree.place([.shared(0..<1, memory: 1023, pageSize: size)])?.first?.pageSizeKibibytes == 4)
        }
    }

    @Test(
        "63, 64: a page size that is not named is the largest that divides the memory and is free",
        arguments: [
            (63, 1, 1024, -1, 4), (63, 1, 1024, -2, 1 << 20), (63, 1, 1024, -3, 1 << 20), (64, 4, 1026, -2, 2048),
            (64, 4, 1026, -3, 2048), (64, 4, 1025, 2048, nil), (64, 4, 1025, -2, nil), (64, 4, 1025, -3, 4),
        ] as [(Int, Int64, Int64, Int64, Int64?)])
    func sizes(row: Int, times: Int64, memory: Int64, asked: Int64, expected: Int64?) {
        let host = Self.threeSizes(times, times, 2 * times)
        for guest in [
            InstanceCell.shared(0..<1, memory: memory, pageSize: asked),
            InstanceCell.dedicated(0..<1, memory: memory, pageSize: asked),
        ] {
            #expect(host.place([guest])?.first?.pageSizeKibibytes == expected, "row \(row)")
        }
    }

    @Test("The order of the page pools in a report does not matter")
    func poolOrder() {
        var host = Self.threeSizes(4, 4, 8)
        host.topology.cells[0].pages.reverse()
        #expect(host.place([.shared(0..<1, memory: 1026, pageSize: -2)])?.first?.pageSizeKibibytes == 2048)
        #expect(host.place([.shared(0..<1, memory: 1026, pageSize: -1)])?.first?.pageSizeKibibytes == 4)
    }

    @Test("65: a host cell with one page size has no large one")
    func onlySmallPages() {
        let host = FitHost([
            .legacy(0, cpus: 0..<4, memory: 1024, pages: [PagePool(sizeKibibytes: 4, total: 262_144)])
        ])
        #expect(host.place([.shared(0..<1, memory: 512, pageSize: -2)]) == nil)
        #expect(host.place([.shared(0..<1, memory: 512, pageSize: -3)])?.first?.pageSizeKibibytes == 4)
    }

    @Test("66: the limits may be reached, not passed")
    func limits() {
        var host = FitHost([.legacy(0, cpus: 0..<2, memory: 1024)])
        host.hold(0, cpus: 2, memory: 1024)
        host.limits = Limits(numaCPURatio: 2, numaRAMRatio: 2)
        #expect(host.place([.shared(0..<2, memory: 1024)]) != nil)
        #expect(host.place([.shared(0..<2, memory: 1025)])?.count == nil, "more than the host cell has")
        host.hold(0, memory: 1)
        #expect(host.place([.shared(0..<2, memory: 1024)]) == nil)
        #expect(host.place([.shared(0..<2, memory: 1023)]) != nil)
        host.hold(0, cpus: 1)
        #expect(host.place([.shared(0..<2, memory: 1023)]) == nil)
        #expect(host.place([.shared(0..<1, memory: 1023)]) != nil)
    }

    @Test("Each ratio of the limits is a limit of its own")
    func singleRatio() {
        var host = FitHost([.legacy(0, cpus: 0..<2, memory: 1024)])
        host.hold(0, cpus: 2, memory: 1024)
        host.limits = Limits(numaCPURatio: 1)
        #expect(host.place([.shared(0..<1, memory: 1)]) == nil)
        host.limits = Limits(numaRAMRatio: 1)
        #expect(host.place([.shared(0..<1, memory: 1)]) == nil)
        #expect(host.place([.shared(0..<1, memory: 0)]) != nil)
        host.limits = Limits(numaRAMRatio: 1.5)
        #expect(host.place([.shared(0..<2, memory: 512)]) != nil)
    }

    @Test("67: a guest does not oversubscribe against itself")
    func selfOversubscription() {
        var host = FitHost([.legacy(0, cpus: 0..<2)])
        host.limits = Limits(numaCPURatio: 16, numaRAMRatio: 16)
        #expect(host.place([.shared(0..<3)]) == nil)
        #expect(host.place([.shared(0..<2)]) != nil)
    }

    @Test("7.2, 5 and 6: without limits shared guests are bounded by nothing, dedicated ones ignore ratios")
    func withoutLimits() {
        var host = FitHost([.cell(0, cores: [[0], [1]], shared: [2, 3], memory: 1024)])
        host.hold(0, cpus: 1000, memory: 100_000)
        #expect(host.place([.shared(0..<2, memory: 1024)]) != nil)
        var fresh = FitHost([.cell(0, cores: [[0], [1]], shared: [2, 3], memory: 1024)])
        fresh.hold(0, cpus: 2, memory: 512)
        fresh.limits = Limits(numaCPURatio: 1, numaRAMRatio: 0.5)
        #expect(fresh.place([.dedicated(0..<2, memory: 512)]) != nil)
        #expect(fresh.place([.mixed(0..<1, 1..<2, memory: 0)]) == nil)
        fresh.limits = Limits(numaCPURatio: 2, numaRAMRatio: 2)
        #expect(fresh.place([.mixed(0..<1, 1..<2, memory: 513)]) == nil, "mixed guests do not oversubscribe memory")
        #expect(fresh.place([.mixed(0..<1, 1..<2, memory: 512)]) != nil)
    }

    @Test("7.2, 7: without a page size only the smallest pages are looked at")
    func smallestPagesOnly() {
        let huge = [PagePool(sizeKibibytes: 4, total: 0), PagePool(sizeKibibytes: 2048, total: 512)]
        let host = FitHost([.legacy(0, cpus: 0..<2, memory: 1024, pages: huge)])
        #expect(host.place([.shared(0..<1, memory: 512)]) == nil)
        #expect(host.place([.dedicated(0..<1, memory: 512)]) == nil)
        #expect(host.place([.shared(0..<1, memory: 512, pageSize: -2)]) != nil)
        let only = FitHost([.legacy(0, cpus: 0..<2, memory: 1024, pages: Array(huge.suffix(1)))])
        #expect(only.place([.shared(0..<1, memory: 1023)]) == nil)
        #expect(only.place([.shared(0..<1, memory: 1022)]) != nil)
        var full = FitHost([
            .legacy(0, cpus: 0..<2, memory: 1024, pages: [PagePool(sizeKibibytes: 4, total: 262_144)])
        ])
        full.hold(0, memory: 1024)
        #expect(full.place([.dedicated(0..<1, memory: 1024)]) != nil, "the pages are free")
    }

    @Test("7.2, 8 and 9: pages that are kept back count, but not for shared guests without a page size")
    func reservedPages() {
        let pages = [PagePool(sizeKibibytes: 4, total: 262_144, reserved: 256)]
        let host = FitHost([.legacy(0, cpus: 0..<2, memory: 1024, pages: pages)])
        #expect(host.place([.shared(0..<1, memory: 1024)]) != nil)
        #expect(host.place([.dedicated(0..<1, memory: 1024)]) == nil)
        #expect(host.place([.dedicated(0..<1, memory: 1023)]) != nil)
        #expect(host.place([.shared(0..<1, memory: 1024, pageSize: 4)]) == nil)
        #expect(host.place([.shared(0..<1, memory: 1023, pageSize: -1)]) != nil)
    }

    @Test("Amounts beyond 64 bits are compared exactly")
    func wide() {
        let most: Int64 = 1 << 42
        let pages = [PagePool(sizeKibibytes: 1 << 32, total: 1 << 52), PagePool(sizeKibibytes: 4, total: 1)]
        let host = FitHost([.legacy(0, cpus: 0..<2, memory: most, pages: pages)])
        #expect(host.place([.shared(0..<1, memory: most, pageSize: 1 << 32)]) != nil)
        #expect(host.place([.shared(0..<1, memory: .max, pageSize: 4)]) == nil)
        #expect(host.place([.shared(0..<1, memory: .max - 1)]) == nil)
    }

    @Test("7.2, 15: a legacy cell with every CPU pinned still takes shared guests")
    func legacyCountsTwice() {
        var host = FitHost([.legacy(0, cpus: 0..<2)])
        host.hold(0, pinned: [0, 1])
        host.limits = Limits(numaCPURatio: 1, numaRAMRatio: 1)
        #expect(host.place([.shared(0..<2, memory: 1)]) != nil)
        #expect(host.place([.dedicated(0..<1, memory: 1)]) == nil)
    }
}

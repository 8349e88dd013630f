import Testing

@testable import Tracker

@Suite("Rows of the specification: networks and devices (NUMA, 6)")
struct SetConditionTests {
    static func host(_ request: NetworkMetadata?) -> FitHost {
        var host = FitHost([
            .legacy(0, cpus: 0..<4, network: NetworkMetadata(physicalNetworks: ["a"])),
            .legacy(1, cpus: 4..<8, network: NetworkMetadata(isTunneled: true)),
            .legacy(2, cpus: 8..<12),
        ])
        host.limits = Limits(network: request)
        // The cell without networks comes first.
        host.hold(0, cpus: 2)
        host.hold(1, cpus: 1)
        return host
    }

    static let one: [InstanceCell] = [.shared(0..<1)]
    static let two: [InstanceCell] = [.shared(0..<1), .shared(1..<2)]

    @Test("73: a guest is near each network it asks for, with whichever of its cells")
    func networks() {
        #expect(Self.host(nil).place(Self.one)?.map(\.hostCell) == [2])
        let physical = NetworkMetadata(physicalNetworks: ["a"])
        #expect(Self.host(physical).place(Self.one)?.map(\.hostCell) == [0])
        #expect(Self.host(physical).place(Self.two)?.map(\.hostCell) == [2, 0])
        let tunnel = NetworkMetadata(isTunneled: true)
        #expect(Self.host(tunnel).place(Self.one)?.map(\.hostCell) == [1])
        let both = NetworkMetadata(physicalNetworks: ["a"], isTunneled: true)
        #expect(Self.host(both).place(Self.one) == nil)
        #expect(Self.host(both).place(Self.two)?.map(\.hostCell) == [1, 0])
    }

    @Test("74: a network near no host cell is no condition")
    func unknownNetwork() {
        #expect(
            Self.host(NetworkMetadata(physicalNetworks: ["elsewhere"])).place(Self.one)?.map(\.hostCell) == [2])
        let mixed = NetworkMetadata(physicalNetworks: ["a", "elsewhere"])
        #expect(Self.host(mixed).place(Self.one)?.map(\.hostCell) == [0])
        var dark = FitHost([.legacy(0, cpus: 0..<4)])
        dark.limits = Limits(network: NetworkMetadata(isTunneled: true))
        #expect(dark.place(Self.one) != nil)
    }

    /// Host cells of which a device accepts some; cell 0 is full (rows 75 and 76).
    static func deviceHost(_ accepts: @escaping @Sendable (Set<Int32>) -> Bool) -> FitHost {
        var host = FitHost([.legacy(0, cpus: 0..<2), .legacy(1, cpus: 2..<4)])
        host.hold(0, pinned: [0, 1])
        host.devices = DeviceNearness(freeDevices: [0: 1], areRequested: true, accepts: accepts)
        return host
    }

    @Test("75, 76: devices accept or refuse the whole set of chosen host cells")
    func devices() throws {
        let guest: [InstanceCell] = [.dedicated(0..<1)]
        #expect(Self.deviceHost { $0.contains(0) }.place(guest) == nil, "strict policies want the full cell")
        #expect(Self.deviceHost { _ in true }.place(guest)?.map(\.hostCell) == [1], "preferred, or on the socket")
        let refusal = try #require(Self.deviceHost { _ in false }.refusal(guest))
        #expect(refusal.obstacle == .devices(hostCells: [1]))
    }

    @Test("Devices are asked once for a set, and only for complete ones that are near all networks")
    func askedOnce() throws {
        let asked = Asked()
        var host = FitHost((0..<5).map { .legacy($0, cpus: $0 * 2..<$0 * 2 + 2) })
        host.topology.cells[4].network = NetworkMetadata(physicalNetworks: ["a"])
        host.limits = Limits(network: NetworkMetadata(physicalNetworks: ["a"]))
        host.devices = DeviceNearness(freeDevices: [:], areRequested: true) { asked.refuse($0) }
        #expect(host.place((0..<3).map { .shared($0..<$0 + 1) }) == nil)
        #expect(asked.sets.count == 6, "cell 4 and two of the four others")
        #expect(Set(asked.sets).count == asked.sets.count)
        #expect(asked.sets.allSatisfy { $0.count == 3 && $0.contains(4) })
    }
}

@Suite("What is known of devices before they are asked for")
struct DeviceShortcutTests {
    /// Six cells and three guest cells; every set is refused.
    private func reasons(
        _ prepare: (inout DeviceNearness) -> Void
    ) throws -> (asked: [Set<Int32>], reasons: [String]) {
        let asked = Asked()
        var host = FitHost((0..<6).map { .legacy($0, cpus: $0 * 2..<$0 * 2 + 2) })
        var devices = DeviceNearness(freeDevices: [:], areRequested: true) { asked.refuse($0) }
        prepare(&devices)
        host.devices = devices
        let refusal = try #require(host.refusal((0..<3).map { .shared($0..<$0 + 1) }))
        return (asked.sets, refusal.headlines.map(\.reason))
    }

    private func demand(_ count: Int, _ offers: [([Int32], Int)]) -> DeviceDemand {
        DeviceDemand(count: count, offers: offers.map { DeviceDemand.Offer(cells: $0.0, count: $0.1) })
    }

    @Test("Only sets that meet every demand are asked about")
    func demands() throws {
        let three = (0..<3).map { ([Int32($0)], 1) }
        let two = try reasons { $0.demands = [demand(2, three)] }
        #expect(two.asked.count == 10, "three sets of two of the cells with one other each, and all three")
        #expect(two.asked.allSatisfy { $0.intersection([0, 1, 2]).count >= 2 })
        #expect(try reasons { $0.demands = [demand(4, three)] }.asked.isEmpty)
        // Two demands that exclude each other.
        let apart = try reasons { $0.demands = [demand(2, three), demand(2, (3..<6).map { ([Int32($0)], 1) })] }
        #expect(apart.asked.isEmpty && apart.reasons == ["NUMA_PCI_NO_FIT", "NUMA_DEVICES"])
        // What several cells share counts once.
        let shared = try reasons { $0.demands = [demand(3, [([0, 1], 2), ([2], 1)])] }
        #expect(shared.asked.count == 7 && shared.asked.allSatisfy { $0.contains(2) && !$0.isDisjoint(with: [0, 1]) })
    }

    @Test("Of sets that look the same one is asked about")
    func likeness() throws {
        let found = try reasons { $0.likeness = { DeviceLook([$0.contains(5) ? 1 : 0]) } }
        #expect(found.asked.count == 2 && found.reasons == ["NUMA_PCI_NO_FIT", "NUMA_DEVICES"])
    }

    @Test("A search that would look at too many pools is given up")
    func looks() throws {
        let enough = try reasons { $0.looks = .init(likeness: 0, answer: 5, most: 100) }
        #expect(enough.asked.count == 20 && enough.reasons == ["NUMA_PCI_NO_FIT", "NUMA_DEVICES"])
        let few = try reasons { $0.looks = .init(likeness: 0, answer: 5, most: 99) }
        #expect(few.asked.count == 19 && few.reasons == ["NUMA_PCI_NO_FIT", "NUMA_SEARCH_LIMIT"])
        let dear = try reasons {
            $0.likeness = { DeviceLook($0.sorted()) }
            $0.looks = .init(likeness: 5, answer: 5, most: 99)
        }
        #expect(dear.asked.count == 9 && dear.reasons == ["NUMA_PCI_NO_FIT", "NUMA_SEARCH_LIMIT"])
    }
}

/// Which sets of host cells were asked for; every one is refused.
// Unchecked: a fit asks from the thread that calls it only, and the test reads when it has ended.
private final class Asked: @unchecked Sendable {
    private(set) var sets: [Set<Int32>] = []

    func refuse(_ set: Set<Int32>) -> Bool {
        sets.append(set)
        return false
    }
}

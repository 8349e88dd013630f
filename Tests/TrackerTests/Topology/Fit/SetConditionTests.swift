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
        #expect(refusal.obstacle == .devices)
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

/// Which sets of host cells were asked for; every one is refused.
// Unchecked: a fit asks from the thread that calls it only, and the test reads when it has ended.
private final class Asked: @unchecked Sendable {
    private(set) var sets: [Set<Int32>] = []

    func refuse(_ set: Set<Int32>) -> Bool {
        sets.append(set)
        return false
    }
}

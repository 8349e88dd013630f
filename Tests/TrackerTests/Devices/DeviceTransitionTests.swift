import Testing

@testable import Tracker

/// The tables of 8.1 to 8.3: every pair of status and event, and every pair of a card and its function.
@Suite("Device state machine")
struct DeviceTransitionTests {
    /// What every event leads to in every status; nil: refused, or passed over.
    private static let expected: [PCIDeviceStatus: [PCIDeviceStatus?]] = [
        //               claim     allocate    free        vanish      report
        .available: [.claimed, .allocated, nil, .removed, .available],
        .claimed: [nil, .allocated, .available, .claimed, .claimed],
        .allocated: [nil, nil, .available, .allocated, .allocated],
        .unclaimable: [nil, nil, nil, .removed, .unclaimable],
        .unavailable: [nil, nil, nil, .removed, .unavailable],
        .removed: [nil, nil, nil, nil, .available],
        .deleted: [nil, nil, nil, nil, .available],
    ]

    @Test("Every status and event", arguments: PCIDeviceStatus.allCases)
    func table(status: PCIDeviceStatus) {
        let next = DeviceEvent.allCases.map { DeviceTransitions.next(status, $0) }
        #expect(next == Self.expected[status])
    }

    /// A card with one function, one of them brought to a status by what leads there.
    private func host(in status: PCIDeviceStatus) throws -> DeviceShard {
        var host = try DeviceShard(LifeRowTests.card(1))
        switch status {
        case .available: break
        case .claimed: _ = try host.take(1, Ask.function(1))
        case .allocated: _ = try host.claim(1, Ask.function(1))
        case .unclaimable: _ = try host.take(1, Ask.card(1))
        case .unavailable: _ = try host.claim(1, Ask.card(1))
        case .removed, .deleted: try host.report(LifeRowTests.card(0))
        }
        return host
    }

    @Test("What the tracker does to a function is what the table says", arguments: PCIDeviceStatus.allCases)
    func followed(status: PCIDeviceStatus) throws {
        let shown = status == .removed || status == .deleted ? nil : status
        #expect(try host(in: status).status("81:10.0") == shown)
        for event in DeviceEvent.allCases {
            var host = try host(in: status)
            switch event {
            case .claim: _ = try host.take(2, Ask.function(1))
            case .allocate:
                // A claim of an instance claims and allocates at once; what is claimed is allocated.
                if status == .claimed { try host.allocate(1) } else { _ = try host.claim(2, Ask.function(1)) }
            case .free: try host.free(1, "81:10.0")
            case .vanish: try host.report(LifeRowTests.card(0))
            case .report: try host.report(LifeRowTests.card(1))
            }
            let next = DeviceTransitions.next(status, event) ?? status
            let after = next == .removed || next == .deleted ? nil : next
            #expect(host.status("81:10.0") == after, "\(status) \(event)")
        }
    }

    /// Statuses of the card and its function, whether the card can be had, and whether the function can.
    @Test("A card and its function: every pair that can be (8.3)")
    func pairs() throws {
        func pair(_ status: PCIDeviceStatus) throws -> String {
            var host = try host(in: status)
            let statuses = [host.status("81:00.0"), host.status("81:10.0")].map { $0?.rawValue ?? "none" }
            let card = try host.take(2, Ask.card(1)) != nil
            if card { try host.free(2) }
            let function = try host.take(3, Ask.function(1)) != nil
            return (statuses + [card ? "yes" : "no", function ? "yes" : "no"]).joined(separator: " ")
        }
        #expect(try pair(.available) == "available available yes yes")
        #expect(try pair(.unclaimable) == "claimed unclaimable no no")
        #expect(try pair(.unavailable) == "allocated unavailable no no")
        #expect(try pair(.claimed) == "unclaimable claimed no no")
        #expect(try pair(.allocated) == "unavailable allocated no no")
    }

    @Test("A card with one function in use and one claimed is unavailable, then unclaimable")
    func mixed() throws {
        var host = try DeviceShard(LifeRowTests.card(2))
        _ = try host.claim(1, Ask.function(1))
        _ = try host.take(2, Ask.function(1))
        #expect(host.status("81:00.0") == .unavailable)
        try host.free(1)
        #expect(host.status("81:00.0") == .unclaimable)
        try host.restart()
        #expect(host.status("81:00.0") == .unclaimable)
    }

    @Test("Relatives block by the worst of them")
    func blocked() {
        #expect(DeviceTransitions.status(blockedBy: []) == .available)
        #expect(DeviceTransitions.status(blockedBy: [.claimed]) == .unclaimable)
        #expect(DeviceTransitions.status(blockedBy: [.claimed, .allocated, .claimed]) == .unavailable)
        #expect(DeviceTransitions.status(blockedBy: [.unavailable, .unclaimable, .removed]) == .available)
    }

    @Test("Each pair of status and event is in the table once, each rule has one event")
    func consistent() {
        let pairs = DeviceTransitions.table.map { "\($0.from) \($0.event)" }
        #expect(Set(pairs).count == pairs.count)
        for (_, lines) in Dictionary(grouping: DeviceTransitions.table, by: \.rule) {
            #expect(Set(lines.map(\.event)).count == 1)
        }
    }
}

import Testing

@testable import Tracker

@Suite("The checker of all that is held of a host")
struct HoldingsCheckTests {
    static let host = NUMATopology(cells: [
        .cell(0, cores: [[0, 1], [2, 3], [4, 5]], isLegacy: true), .cell(1, cores: [[6, 7]], isLegacy: true),
    ])

    static func placed(
        _ pins: [Int32], on cell: Int32? = 0, threads: ThreadPolicy? = nil, reserved: [Int32] = [],
        emulator: EmulatorThreads? = nil
    ) -> InstanceTopology {
        var guest = InstanceCell.dedicated(0..<Int32(pins.count), threads: threads)
        guest.hostCell = cell
        guest.cpuPinning = pins.enumerated().map { CPUPin(guestCPU: Int32($0), hostCPU: $1) }
        guest.reservedCPUs = reserved
        return InstanceTopology(cells: [guest], emulatorThreads: emulator)
    }

    static func found(_ placed: InstanceTopology...) -> [TopologyViolation.Rule] {
        TopologyCheck.violations(host: host, placed: placed).map(\.rule)
    }

    @Test("Guests with CPUs of their own are accepted")
    func accepted() {
        #expect(
            Self.found(
                Self.placed([0, 1], reserved: [2], emulator: .isolate), Self.placed([3]),
                Self.placed([4], threads: .isolate)) == [])
    }

    @Test("A CPU in two hands is found, whoever names it")
    func twice() {
        #expect(Self.found(Self.placed([0]), Self.placed([0])) == [.cpuHeldTwice])
        #expect(
            Self.found(Self.placed([0]), Self.placed([1], reserved: [0], emulator: .isolate)) == [.cpuHeldTwice])
        #expect(Self.found(Self.placed([0, 0])) == [.cpuHeldTwice])
        #expect(Self.found(Self.placed([0]), Self.placed([0], on: 1)) == [.cpuHeldTwice])
        let violation = TopologyCheck.violations(host: Self.host, placed: [Self.placed([0]), Self.placed([0])]).first
        #expect(violation?.placement == 1)
    }

    @Test("A foreign CPU on an isolated core is found")
    func isolated() {
        #expect(Self.found(Self.placed([4], threads: .isolate), Self.placed([5])) == [.isolate])
        #expect(Self.found(Self.placed([4], threads: .isolate), Self.placed([3])) == [])
    }

    @Test("Missing pins, host cells and emulator CPUs are found")
    func shape() {
        var pinless = Self.placed([0, 1])
        pinless.cells[0].cpuPinning.removeLast()
        #expect(Self.found(pinless) == [.pins])
        var pinned = InstanceTopology(cells: [.shared(0..<1)])
        pinned.cells[0].hostCell = 0
        #expect(Self.found(pinned) == [])
        pinned.cells[0].cpuPinning = [CPUPin(guestCPU: 0, hostCPU: 0)]
        #expect(Self.found(pinned) == [.pins])
        #expect(Self.found(Self.placed([0], on: nil)) == [.hostCell])
        // What an audit takes in may have two guest cells on one host cell.
        var double = Self.placed([0])
        double.cells.append(Self.placed([2]).cells[0])
        #expect(Self.found(double) == [])
        #expect(Self.found(Self.placed([0], emulator: .isolate)) == [.emulator])
        #expect(Self.found(Self.placed([0], reserved: [1])) == [.emulator])
        var unsized = Self.placed([0])
        unsized.cells[0].pageSizeKibibytes = -3
        #expect(Self.found(unsized) == [.pages])
    }
}

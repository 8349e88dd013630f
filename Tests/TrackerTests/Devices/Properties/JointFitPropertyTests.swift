import Testing

@testable import Tracker

@Suite("Devices and guest cells at random")
struct JointFitPropertyTests {
    /// A host of four cells, devices near some of them, requests, and a guest of one to three cells.
    private struct World {
        var host: NUMATopology
        var test: DeviceTest
        var guest: InstanceTopology

        init(seed: UInt64) {
            var random = SplitMix(seed: seed)
            func pick<Element>(_ list: [Element]) -> Element { list[Int.random(in: list.indices, using: &random)] }
            let sockets = pick([[0, 0, 1, 1], [0, 1, 2, 3], [0, 0, 0, nil]] as [[Int32?]])
            host = NUMATopology(
                cells: sockets.enumerated().map { index, socket in
                    let cpus = (0..<2).map { Int32(index * 2 + $0) }
                    return NUMACell(
                        id: Int32(index), cpuset: cpus, pcpuset: cpus, memoryMebibytes: pick([512, 2048]),
                        siblings: cpus.map { [$0] }, socket: socket)
                })
            let devices = SpecHost.devices.filter { _ in Bool.random(using: &random) }.map { device in
                var device = device
                device.numaNode = pick([nil, 0, 1, 2, 3])
                return device
            }
            let requests = (0..<pick([1, 1, 2])).map { number in
                Ask.request(
                    pick([1, 2, 3]), pick([[Ask.gpuSpec], [Ask.functionSpec], [Ask.cardSpec, Ask.gpuSpec]]),
                    policy: pick(PCINUMAPolicy.allCases), id: Fixture.uuid(number))
            }
            test = DeviceTest(requests, DeviceBook(DeviceTracking(of: devices, [DeviceSpec()]).tracked), host: host)
            guest = InstanceTopology(
                cells: (0..<pick([1, 2, 3])).map {
                    InstanceCell(cpuset: [Int32($0)], memoryMebibytes: pick([256, 1024]))
                })
        }

        func place(_ nearness: DeviceNearness?) -> Result<InstanceTopology, TopologyNoFit> {
            TopologyFit(host: host, usage: TopologyUsage(of: host), devices: nearness).place(guest)
        }
    }

    @Test("What is left out as hopeless or as said before changes no answer, and what fits has its devices")
    func shortcuts() throws {
        var (fits, refusals) = (0, 0)
        for _ in 0..<2000 {
            let seed = UInt64.random(in: 0...UInt64.max)
            let world = World(seed: seed)
            let nearness = try #require(world.test.nearness)
            // Every set of cells is asked of anew.
            let plain = DeviceNearness(
                freeDevices: nearness.freeDevices, areRequested: nearness.areRequested, accepts: nearness.accepts)
            switch (world.place(nearness), world.place(plain)) {
            case (.success(let topology), .success(let expected)):
                #expect(topology == expected, "seed \(seed)")
                let cells = Set(topology.cells.compactMap(\.hostCell))
                guard let devices = devices(of: world.test, near: cells, seed) else { continue }
                let problems = DeviceGrantCheck.problems(
                    devices, world.test.requests, cells: cells, sockets: world.host.cells.map(\.socket))
                #expect(problems == [], "seed \(seed)")
                fits += 1
            case (.failure(let no), .failure(let expected)):
                #expect(no.shortfalls == expected.shortfalls, "seed \(seed)")
                refusals += 1
            default: Issue.record("seed \(seed): one fits and the other does not")
            }
        }
        #expect(fits > 100 && refusals > 100)
    }

    @Test("Whatever else a host has and whatever requests want, place and devices are those of an independent model")
    func model() throws {
        var (fits, refusals) = (0, 0)
        for _ in 0..<400 {
            let seed = UInt64.random(in: 0...UInt64.max)
            let world = CrowdedHost(seed: seed)
            let nearness = try #require(world.test.nearness)
            // Every set of cells is asked of anew, and answered by the model.
            let plain = DeviceNearness(freeDevices: nearness.freeDevices, areRequested: true) {
                world.naive(near: $0) != nil
            }
            let network = NetworkMetadata(physicalNetworks: seed % 4 == 0 ? ["even"] : [])
            let limits = Limits(network: network)
            switch (world.place(nearness, limits: limits), world.place(plain, limits: limits)) {
            case (.success(let topology), .success(let expected)):
                #expect(topology == expected, "seed \(seed)")
                let cells = Set(topology.cells.compactMap(\.hostCell))
                guard let devices = devices(of: world.test, near: cells, seed) else { continue }
                #expect(devices.map(\.address) == world.naive(near: cells)?.flatMap(\.self), "seed \(seed)")
                fits += 1
            case (.failure(let no), .failure(let expected)):
                #expect(no == expected, "seed \(seed)")
                refusals += 1
                guard case .devices(let cells) = no.obstacle else { continue }
                let short = world.test.shortage(near: Set(cells)).shortfalls
                let first = world.requests.firstIndex { $0.requestID == short.first?.pciRequestID }
                let number = try #require(first, "seed \(seed)")
                #expect(world.naive(near: Set(cells), first: number) != nil, "seed \(seed)")
                #expect(world.naive(near: Set(cells), first: number + 1) == nil, "seed \(seed)")
            default: Issue.record("seed \(seed): one fits and the other does not")
            }
        }
        #expect(fits > 40 && refusals > 40, "\(fits) fits, \(refusals) refusals")
    }

    @Test("Sets of cells that look the same to the requests get the same answer, and many do look the same")
    func likeness() throws {
        var (sets, looks, accepted) = (0, 0, 0)
        for _ in 0..<100 {
            let seed = UInt64.random(in: 0...UInt64.max)
            let world = CrowdedHost(seed: seed)
            let nearness = try #require(world.test.nearness)
            let likeness = try #require(nearness.likeness, "seed \(seed)")
            var answers: [DeviceLook: Bool] = [:]
            for number in 1..<64 {
                let cells = Set((0..<6).filter { number & (1 << $0) != 0 }.map(Int32.init))
                let answer = nearness.accepts(cells)
                #expect(answers.updateValue(answer, forKey: likeness(cells)) ?? answer == answer, "seed \(seed)")
                sets += 1
                accepted += answer ? 1 : 0
            }
            looks += answers.count
        }
        #expect(looks * 2 < sets && accepted > 100 && accepted < sets - 100, "\(looks) of \(sets), \(accepted)")
    }

    /// The devices of a guest that has its place; nil, which is recorded: they cannot be had there.
    private func devices(of test: DeviceTest, near cells: Set<Int32>, _ seed: UInt64) -> [PCIDevice]? {
        guard case .success(let devices) = test.devices(near: cells, for: "i") else {
            Issue.record("seed \(seed): the devices cannot be had where the guest is")
            return nil
        }
        return devices
    }
}

import Testing

@testable import Tracker

/// Devices together with guest cells: rows 75 and 76 of NUMA, scenarios 17 and 22 of claims and moves.
@Suite("Devices and guest cells")
struct JointRowTests {
    private static func guest(_ number: Int, _ requests: [PCIRequest], cells: Int = 1, cpus: Int64 = 1) -> Instance {
        var flavor = Flavor(id: "C", name: "cells", vcpus: cpus, memoryMebibytes: 128 * Int64(cells), rootGibibytes: 1)
        flavor.extraSpecs = ["hw:numa_nodes": "\(cells)", "hw:cpu_policy": "dedicated"]
        return DeviceShard.instance(number, requests, flavor: flavor)
    }

    private func reasons(_ host: inout DeviceShard, _ instance: Instance) throws -> [String] {
        let before = host.shard.state.allEntities()
        let refusal = try host.shard.refusal(.claimInstance(ClaimInstance(node: Fixture.node, instance: instance)))
        #expect(host.shard.state.allEntities() == before)
        let details = PoolFilter.Step.allCases.map(\.rawValue)
        return refusal.shortfalls.filter { $0.guestCell == nil && !details.contains($0.reason) }.map(\.reason)
    }

    /// Whether a device near a full cell, or near none, is had by a guest on the other cell.
    private func fits(_ numaNode: Int32?, _ policy: PCINUMAPolicy, sockets: [Int32?] = [0, 0]) throws -> Bool {
        var host = try DeviceShard([SpecHost.gpu("0000:05:00.0", numaNode: numaNode)], sockets: sockets)
        // Cell 0 is full: the guest that fills it asks for the order in which it is tried first.
        let filler = Self.guest(8, [], cpus: 8)
        try host.shard.claim(filler)
        let full = host.shard.state.grants(on: Fixture.node).flatMap(\.hostCells)
        if full != [0] {
            // An empty cell without devices comes first when none are asked for.
            try host.shard.claim(Self.guest(9, [], cpus: 8))
            try host.shard.abort(filler)
        }
        #expect(host.shard.state.grants(on: Fixture.node).flatMap(\.hostCells) == [0])
        let instance = Self.guest(1, [Ask.gpu(1, policy)])
        switch host.shard.run(.claimInstance(ClaimInstance(node: Fixture.node, instance: instance))) {
        case .success(.instanceClaimed(let grant, _)):
            #expect(grant.hostCells == [1] && SpecHost.places(grant.pciDevices) == ["05:00.0"])
            return true
        case .failure(let refused):
            #expect(refused.refusal.shortfalls.first?.reason == "NUMA_PCI_NO_FIT")
            return false
        default: throw Unexpected.answer
        }
    }

    @Test("NUMA row 75: a device near the full cell, the other cell on the same socket or not")
    func row75() throws {
        #expect(try PCINUMAPolicy.allCases.filter { try fits(0, $0) } == [.preferred, .socket])
        #expect(try fits(0, .socket, sockets: [0, 1]) == false)
        #expect(try fits(0, .socket, sockets: [0, nil]) == false)
    }

    @Test("NUMA row 76: a device that is near no cell")
    func row76() throws {
        #expect(try PCINUMAPolicy.allCases.filter { try fits(nil, $0) } == [.legacy, .preferred])
    }

    @Test("Scenario 17: the one device is taken, and then there is none")
    func scenario17() throws {
        var host = try DeviceShard([SpecHost.gpu("0000:05:00.0", numaNode: nil)])
        #expect(try host.claim(1, Ask.gpu(1)) == ["05:00.0"])
        #expect(host.pools().isEmpty && host.status("05:00.0") == .allocated)
        let usage = host.shard.usage
        #expect(try reasons(&host, DeviceShard.instance(2, [Ask.gpu(1)])) == ["PCI_NO_FIT"])
        #expect(host.shard.usage == usage)
    }

    @Test("Scenario 22: one cell has no two devices near it, and a device without affinity is near enough")
    func scenario22() throws {
        var host = try DeviceShard([
            SpecHost.gpu("0000:05:00.0", numaNode: 0), SpecHost.gpu("0000:06:00.0", numaNode: 1),
        ])
        #expect(
            try reasons(&host, Self.guest(1, [Ask.gpu(2)])) == ["NUMA_PCI_NO_FIT", "NUMA_DEVICES", "PCI_NO_FIT"])
        host = try DeviceShard([SpecHost.gpu("0000:07:00.0", numaNode: nil)])
        #expect(try host.shard.claim(Self.guest(1, [Ask.gpu(1)])).pciDevices.count == 1)
    }

    @Test("Cells and devices that both fall short are both named, cells first")
    func bothReasons() throws {
        var host = try DeviceShard()
        let found = try reasons(&host, Self.guest(1, [Ask.gpu(4)]))
        #expect(found == ["NUMA_PCI_NO_FIT", "NUMA_DEVICES", "PCI_NO_FIT"])
        let tooMany = try reasons(&host, Self.guest(1, [Ask.gpu(4)], cells: 3, cpus: 3))
        #expect(tooMany.first == "NUMA_PCI_NO_FIT" && tooMany.last == "PCI_NO_FIT")
        // Without any device the fit says so too.
        host = try DeviceShard([])
        #expect(try reasons(&host, Self.guest(1, [Ask.gpu(1)])) == ["NUMA_PCI_NO_FIT", "NUMA_DEVICES", "PCI_NO_FIT"])
    }

    @Test("The guest goes where its devices are, and elsewhere without any")
    func order() throws {
        var host = try DeviceShard([SpecHost.gpu("0000:06:00.0", numaNode: 1)])
        #expect(try host.shard.claim(Self.guest(1, [Ask.gpu(1)])).hostCells == [1])
        host = try DeviceShard([SpecHost.gpu("0000:05:00.0", numaNode: 0)])
        #expect(try host.shard.claim(Self.guest(1, [])).hostCells == [1])
    }

    @Test("A joint refusal names each request that cannot be served, the cells, the policy, and what dropped the pools")
    func names() throws {
        var host = try DeviceShard([
            SpecHost.gpu("0000:05:00.0", numaNode: 0), SpecHost.device("0000:06:00.0", "10de", "2222", numaNode: 1),
            SpecHost.device("0000:08:00.0", "10de", "2222", numaNode: 1),
        ])
        let other = Ask.request(1, [["product_id": "2222"]], policy: .required, id: Fixture.uuid(51))
        let third = Ask.request(1, [["product_id": "1db6"]], id: Fixture.uuid(52), alias: "third")
        let instance = Self.guest(1, [Ask.gpu(1, .required, id: Fixture.uuid(50)), other, third])
        let refusal = try host.shard.refusal(.claimInstance(ClaimInstance(node: Fixture.node, instance: instance)))
        // The third asks for the one GPU that the first gets: nowhere can all be had, and no cell is named.
        #expect(refusal.shortfalls.map(\.reason).last == "PCI_SPECIFICATION")
        #expect(
            refusal.shortfalls.first { $0.reason == "PCI_NO_FIT" }?.message
                == "1 device for alias third requested, 0 can be had; 1 more would do and is in use or blocked")
        // Without it each can be had, and both cannot near one cell; cell 1 with two devices is tried first.
        let both = Self.guest(1, [Ask.gpu(1, .required, id: Fixture.uuid(50)), other])
        let found = try host.shard.refusal(.claimInstance(ClaimInstance(node: Fixture.node, instance: both))).shortfalls
        #expect(
            found.map(\.reason) == ["NUMA_PCI_NO_FIT", "NUMA_DEVICES", "PCI_NO_FIT", "PCI_SPECIFICATION", "PCI_NUMA"])
        #expect(found.dropFirst(2).allSatisfy { $0.pciRequestID == Fixture.uuid(50) && $0.resource == "PCI_DEVICE" })
        #expect(
            found[2].message
                == "1 device for alias alias requested with policy required, 0 can be had by a guest on host cell 1")
        #expect(found[2].requested == 1 && found[2].available == 0)
        #expect(
            found[4].message
                == "not near enough to the guest's cells: 1 x type-PCI 10de 1db6 0000:05:00.0 on cell 0")
    }

    @Test("Requests behind one that cannot be served are judged as if it were not there")
    func severalRequests() throws {
        var host = try DeviceShard([
            SpecHost.gpu("0000:05:00.0", numaNode: 0), SpecHost.gpu("0000:06:00.0", numaNode: 1),
            SpecHost.gpu("0000:08:00.0", numaNode: 1), SpecHost.gpu("0000:09:00.0", numaNode: 1),
        ])
        let counts: [Int32] = [3, 4, 1]
        // Cell 1 has three GPUs: enough for the first request, or for none but the last.
        let one = Self.guest(1, [Ask.gpu(4, .required, id: Fixture.uuid(50))])
        let short = try host.shard.refusal(.claimInstance(ClaimInstance(node: Fixture.node, instance: one))).shortfalls
        #expect(short.first { $0.reason == "PCI_NO_FIT" }?.available == 3)
        let book = DeviceBook(host.shard.state.node(Fixture.node)?.inventory.pciDevices ?? [])
        let requests = counts.enumerated().map { Ask.gpu($1, .required, id: Fixture.uuid(60 + $0)) }
        let test = DeviceTest(requests, book, host: nil)
        let both = test.shortage(near: [1]).shortfalls.filter { $0.reason == "PCI_NO_FIT" }
        #expect(both.map(\.pciRequestID) == [Fixture.uuid(61), Fixture.uuid(62)])
        #expect(both.map(\.available) == [0, 0])
        let many = DeviceTest(
            (0..<20).map { Ask.gpu(9, .required, id: Fixture.uuid(70 + $0)) }, book, host: nil)
        let listed = many.shortage(near: [1]).shortfalls.filter { $0.reason == "PCI_NO_FIT" }
        #expect(listed.count == 17 && listed.last?.message == "4 more requests cannot be served")
        #expect(listed.last?.requested == 36 && listed.last?.pciRequestID == "")
    }
}

import HashTreeCollections
import Testing

@testable import Tracker

@Suite("Violations of devices")
struct DeviceViolationTests {
    /// Instance 1 with a GPU and a function, instance 2 with the other card; instance 3 with the same GPU elsewhere.
    private func entities() throws -> [Entity] {
        var host = try DeviceShard()
        try host.report(SpecHost.devices, on: Fixture.away, number: 1)
        #expect(try host.claim(1, Ask.gpu(1), Ask.function(1)) == ["05:00.0", "81:10.3"])
        #expect(try host.claim(2, Ask.card(1)) == ["82:00.0"])
        #expect(try host.claim(DeviceShard.instance(3, [Ask.gpu(1)]), on: Fixture.away) == ["05:00.0"])
        return host.shard.state.allEntities()
    }

    /// What is found once the devices of instances 1 and 2 are stored otherwise.
    private func violations(_ change: (inout [PCIDevice], inout [PCIDevice]) -> Void) throws -> [Violation] {
        var entities = try entities()
        func record(_ number: Int) throws -> (Int, InstanceRecord) {
            for (index, entity) in entities.enumerated() {
                if case .instance(let record) = entity, record.instance.uuid == Fixture.uuid(number) {
                    return (index, record)
                }
            }
            throw Unexpected.answer
        }
        var (first, second) = (try record(1), try record(2))
        change(&first.1.grants[0].pciDevices, &second.1.grants[0].pciDevices)
        for (index, record) in [first, second] { entities[index] = .instance(record) }
        return Tracker.violations(of: try State(loading: entities))
    }

    private static func held(_ number: Int, _ address: String) -> PCIDevice {
        var device = SpecHost.devices.first { $0.address == "0000:" + address } ?? SpecHost.devices[0]
        (device.status, device.instanceUUID, device.requestID) = (.allocated, Fixture.uuid(number), Fixture.uuid(50))
        return device
    }

    @Test("As they were granted, and as they are taken before they are in use, devices are in order")
    func inOrder() throws {
        #expect(try violations { _, _ in } == [])
        #expect(try violations { first, _ in first[0].status = .claimed } == [])
        #expect(try violations { _, second in second.append(Self.held(2, "06:00.0")) } == [])
    }

    @Test("A device in two grants is found with both holders, on one node only")
    func heldTwice() throws {
        let found = try violations { _, second in second.append(Self.held(2, "05:00.0")) }
        #expect(found.map(\.kind) == [.deviceHeldTwice] && found.map(\.subject) == ["H/N/0000:05:00.0"])
        #expect(found.allSatisfy { $0.message.contains(Fixture.uuid(1)) && $0.message.contains(Fixture.uuid(2)) })
        #expect(try violations { first, _ in first.append(first[0]) }.map(\.kind) == [.deviceHeldTwice])
    }

    @Test("A function is found with its card, whoever has the two")
    func relatives() throws {
        let another = try violations { first, _ in first.append(Self.held(1, "82:10.0")) }
        #expect(another.map(\.kind) == [.deviceHeldTwice] && another.map(\.subject) == ["H/N/0000:82:10.0"])
        let same = try violations { _, second in second.append(Self.held(2, "82:10.1")) }
        #expect(same.map(\.kind) == [.deviceHeldTwice] && same.map(\.subject) == ["H/N/0000:82:10.1"])
        #expect(try violations { first, _ in first.append(Self.held(1, "81:00.0")) }.map(\.kind) == [.deviceHeldTwice])
    }

    @Test("A device that names another holder than its grant, or none, is found", arguments: [Fixture.uuid(2), ""])
    func owner(uuid: String) throws {
        let found = try violations { first, _ in first[1].instanceUUID = uuid }
        #expect(found.map(\.kind) == [.inconsistentDevice] && found.map(\.subject) == ["H/N/0000:81:10.3"])
    }

    @Test(
        "A held device in a status of one that nobody has, or in none, is found",
        arguments: [nil] + PCIDeviceStatus.allCases.filter { $0 != .claimed && $0 != .allocated })
    func status(status: PCIDeviceStatus?) throws {
        let found = try violations { first, _ in first[0].status = status }
        #expect(found.map(\.kind) == [.inconsistentDevice] && found.map(\.subject) == ["H/N/0000:05:00.0"])
    }

    @Test("Pools that are not those of the free devices are found")
    func pools() throws {
        let state = try State(loading: entities())
        func kinds(_ book: DeviceBook) -> [Violation.Kind] {
            var damaged = state
            damaged.ledgers[Fixture.node]?.devices = book
            return Tracker.violations(of: damaged).map(\.kind)
        }
        let held = state.grants(on: Fixture.node).flatMap(\.pciDevices)
        var book = DeviceBook(SpecHost.devices)
        #expect(kinds(book) == [.usageMismatch], "what is held counts as free")
        book.enter(held)
        #expect(kinds(book) == [])
        book.enter([Self.held(4, "07:00.0")])
        #expect(kinds(book) == [.usageMismatch], "what is free does not count")
    }
}

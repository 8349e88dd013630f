import Foundation
import Testing

@testable import Tracker

@Suite("Refusals of devices")
struct DeviceShortageTests {
    private func shortfalls(_ requests: [PCIRequest], cells: Set<Int32> = [], sockets: [Int32?] = [0, 1]) -> [Shortfall]
    {
        let host = NUMATopology(cells: sockets.enumerated().map { NUMACell(id: Int32($0), socket: $1) })
        let book = DeviceBook(DeviceTracking(of: SpecHost.devices, [DeviceSpec()]).tracked)
        let test = DeviceTest(requests, book, host: host)
        guard case .failure(let shortage) = test.devices(near: cells, for: "i") else { return [] }
        return shortage.shortfalls
    }

    @Test("The summary says what was asked for and how many could be had")
    func summary() {
        let found = shortfalls([Ask.gpu(4, id: "r")])
        #expect(found[0].resource == "PCI_DEVICE" && found[0].reason == "PCI_NO_FIT")
        #expect(found[0].requested == 4 && found[0].available == 3 && found[0].pciRequestID == "r")
        #expect(found[0].message == "4 devices for alias alias requested, 3 can be had")
        #expect(shortfalls([Ask.gpu(3)]).isEmpty)
    }

    @Test("Each step that drops pools is a line with what it drops, in order")
    func steps() {
        let found = shortfalls([Ask.gpu(3, .required, id: "r")], cells: [0])
        #expect(found.map(\.reason) == ["PCI_NO_FIT", "PCI_SPECIFICATION", "PCI_NUMA"])
        #expect(found[0].available == 1 && found.allSatisfy { $0.pciRequestID == "r" && $0.requested == 3 })
        // Two cards and their functions are something else.
        #expect(found[1].available == 10)
        #expect(
            found[2].message == "not near enough to the guest's cells: 1 x type-PCI 10de 1db6 0000:06:00.0 on cell 1; "
                + "1 x type-PCI 10de 1db6 0000:07:00.0 on no cell")
        let cards = shortfalls([Ask.request(1, [["product_id": "1528"]])])
        #expect(cards.map(\.reason) == ["PCI_NO_FIT", "PCI_SPECIFICATION", "PCI_PHYSICAL_FUNCTION"])
        #expect(shortfalls([Ask.gpu(2, .socket)], cells: [0], sockets: [0, nil]).last?.reason == "PCI_NUMA")
    }

    @Test("A later request counts what the earlier ones have left")
    func later() {
        let found = shortfalls([Ask.function(5), Ask.card(1)])
        // The functions of one request block both cards.
        #expect(
            found[0].message
                == "1 device for alias alias requested, 0 can be had; 2 more would do and are in use or blocked")
        #expect(found[0].requested == 1 && found[0].available == 0)
        let both = shortfalls([Ask.gpu(2), Ask.gpu(2)])
        #expect(both[0].available == 1)
        #expect(both[0].message.hasSuffix(", 1 can be had; 2 more would do and are in use or blocked"))
    }

    @Test("What others have is counted, as far as it would do")
    func inUse() throws {
        var host = try DeviceShard()
        _ = try host.claim(1, Ask.gpu(2, .required))
        let claim = ClaimInstance(node: Fixture.node, instance: DeviceShard.instance(2, [Ask.gpu(2)]))
        let shortfalls = try host.shard.refusal(.claimInstance(claim)).shortfalls
        #expect(
            shortfalls.first?.message
                == "2 devices for alias alias requested, 1 can be had; 2 more would do and are in use or blocked")
    }

    @Test("Of pools that only lack what a tag is to be, the tags are told")
    func tags() {
        let devices = SpecHost.card("81", numaNode: 0).dropFirst() + [SpecHost.devices[0]]
        let specs = [
            DeviceSpec(productID: "1515", tags: ["physical_network": "net \"1\""], absentTags: ["secure"]),
            DeviceSpec(),
        ]
        let book = DeviceBook(DeviceTracking(of: Array(devices), specs).tracked)
        func line(_ request: PCIRequest) -> String? {
            guard case .failure(let shortage) = DeviceTest([request], book, host: nil).devices(near: [], for: "i")
            else {
                return nil
            }
            return shortage.shortfalls.first { $0.reason == "PCI_SPECIFICATION" }?.message
        }
        let gpu = "1 x type-PCI 10de 1db6 0000:05:00.0 on cell 0"
        let functions = "4 x type-VF 8086 1515 0000:81:00.0 on cell 0"
        #expect(
            line(Ask.port("net2", trusted: "True"))
                == "not what is asked for: \(gpu) (no physical_network, no remote_managed, no trusted); \(functions) "
                + "(physical_network is \"net ?1?\", no trusted)")
        var unwanted = Ask.function(1)
        unwanted.specs[0].absent = ["physical_network"]
        #expect(
            line(unwanted)
                == "not what is asked for: \(gpu); \(functions) (physical_network is \"net ?1?\")")
        // The alternative that is nearest counts.
        let either = Ask.request(1, [["a": "1", "b": "2"], ["vendor_id": "dead"], ["c": "3"]])
        #expect(line(either)?.hasSuffix("\(functions) (no c)") == true)
        let tags = { (count: Int) in
            Ask.request(1, [Dictionary(uniqueKeysWithValues: (10..<10 + count).map { ("t\($0)", "") })])
        }
        #expect(line(tags(12))?.hasSuffix("no t16, no t17 and 4 more)") == true)
        #expect(line(tags(33)) == "not what is asked for: \(gpu); \(functions)", "looked at are not so many")
    }

    @Test("A port's request goes by the port, one without by its identity, and a node without devices says so")
    func words() {
        let port = Ask.request(1, [["product_id": "9999"]], port: "p", id: "r")
        #expect(shortfalls([port])[0].message == "1 device for port p requested, 0 can be had")
        let nameless = PCIRequest(requestID: "r", count: 1, specs: [PCISpec(matches: ["product_id": "9999"])])
        #expect(shortfalls([nameless])[0].message == "1 device for PCI request r requested, 0 can be had")
        let test = DeviceTest([Ask.gpu(1)], DeviceBook(), host: nil)
        guard case .failure(let shortage) = test.devices(near: [], for: "i") else {
            Issue.record("a node without devices has given one")
            return
        }
        #expect(shortage.shortfalls.map(\.reason) == ["PCI_NO_FIT"])
        #expect(
            shortage.shortfalls[0].message == "1 device for alias alias requested, no device of the node is tracked")
    }

    @Test("docs/pci.md names every step that can drop pools", arguments: PoolFilter.Step.allCases)
    func documented(step: PoolFilter.Step) throws {
        let page = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "docs/pci.md")
        #expect(try String(contentsOf: page, encoding: .utf8).contains("`\(step.rawValue)`"))
    }
}

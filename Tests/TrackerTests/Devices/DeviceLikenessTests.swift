import Testing

@testable import Tracker

@Suite("What requests see of devices")
struct DeviceLikenessTests {
    private let host = NUMATopology(cells: (0..<4).map { NUMACell(id: Int32($0), socket: Int32($0 / 2)) })

    private func nearness(_ devices: [PCIDevice], _ requests: [PCIRequest]) throws -> DeviceNearness {
        try #require(DeviceTest(requests, DeviceBook(devices), host: host).nearness)
    }

    /// A virtual function near a cell.
    private func function(_ address: String, of parent: String, near cell: Int32) -> PCIDevice {
        SpecHost.device("0000:" + address, "8086", "1515", .virtualFunction, numaNode: cell, parent: "0000:" + parent)
    }

    private func card(_ address: String, near cell: Int32) -> PCIDevice {
        SpecHost.device("0000:" + address, "8086", "1528", .physicalFunction, numaNode: cell)
    }

    @Test("Cells with as many devices for each request look the same, whatever else is near them")
    func same() throws {
        let devices = [
            SpecHost.gpu("0000:05:00.0", numaNode: 0), SpecHost.gpu("0000:06:00.0", numaNode: 1),
            SpecHost.gpu("0000:07:00.0", numaNode: 2), SpecHost.gpu("0000:08:00.0", numaNode: 2),
            SpecHost.device("0000:09:00.0", "8086", "9999", numaNode: 1),
        ]
        let near = try nearness(devices, [Ask.gpu(2, .required)])
        let look = try #require(near.likeness)
        #expect(look([0]) == look([1]) && look([0, 3]) == look([1]))
        #expect(look([0]) != look([2]) && look([0]) != look([3]))
        // Two cells with a device each are as good as one cell with two.
        #expect(look([0, 1]) == look([2]) && near.accepts([0, 1]) && near.accepts([2]))
        // With the policy `socket` what shares a socket is seen, and told from what is on the guest's cells.
        let socket = try #require(try nearness(devices, [Ask.gpu(2, .socket)]).likeness)
        #expect(socket([0]) != socket([2]) && socket([0]) != socket([0, 1]))
    }

    @Test("A card and its own function are told from a card and the function of another")
    func cards() throws {
        let devices = [
            card("81:00.0", near: 0), function("81:10.0", of: "81:00.0", near: 1), card("82:00.0", near: 2),
            function("82:10.0", of: "82:00.0", near: 3),
        ]
        let requests = [
            Ask.request(1, [Ask.cardSpec], policy: .required), Ask.request(1, [Ask.functionSpec], policy: .required),
        ]
        let near = try nearness(devices, requests)
        let look = try #require(near.likeness)
        #expect(!near.accepts([0, 1]) && near.accepts([0, 3]) && look([0, 1]) != look([0, 3]))
        #expect(look([0, 1]) == look([2, 3]))
    }

    @Test("Pools of providers that Placement chose are told apart")
    func providers() throws {
        let devices = ["x", "x", "y"].enumerated().map { index, provider in
            var device = function("8\(index):10.0", of: "8\(index):00.0", near: Int32(index))
            device.providerUUID = provider
            return device
        }
        let chosen = Ask.request(2, [Ask.functionSpec], policy: .required, providers: ["x", "y"])
        let near = try nearness(devices, [chosen])
        let look = try #require(near.likeness)
        #expect(!near.accepts([0, 1]) && near.accepts([0, 2]) && look([0, 1]) != look([0, 2]))
        #expect(look([0, 2]) == look([1, 2]))
    }

    @Test("What a request may not take is told from what it may")
    func unasked() throws {
        let devices = [card("81:00.0", near: 0), SpecHost.device("0000:82:00.0", "8086", "1528", numaNode: 1)]
        let near = try nearness(devices, [Ask.request(1, [["product_id": "1528"]], policy: .required)])
        let look = try #require(near.likeness)
        #expect(!near.accepts([0]) && near.accepts([1]) && look([0]) != look([1]))
    }

    @Test("A pool that loses its lowest device gets another place in the order, and then no sets are known to be alike")
    func order() throws {
        // A function that says it has no parent, and is the parent of two more: all three are one pool.
        let odd = [
            SpecHost.device("0000:81:00.0", "8086", "1515", .virtualFunction, numaNode: 0),
            function("81:10.0", of: "81:00.0", near: 0), function("81:10.1", of: "81:00.0", near: 0),
            function("81:08.0", of: "99:00.0", near: 0),
        ]
        let requests = [Ask.function(1, id: "a"), Ask.function(1, id: "b")]
        let test = DeviceTest(requests, DeviceBook(odd), host: host)
        guard case .success(let devices) = test.devices(near: [0], for: "i") else {
            Issue.record("two of four functions cannot be had")
            return
        }
        #expect(SpecHost.places(devices) == ["81:10.1", "81:08.0"])
        #expect(try #require(test.nearness).likeness == nil)
    }
}

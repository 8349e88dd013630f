import SwiftProtobuf
import Testing

@testable import Wire

@Suite struct UnknownItemTests {
    private func decode<M: Message>(_ type: M.Type, _ bytes: [UInt8]) throws -> M {
        try MessageCodec(.protobuf).decode(type, from: bytes)
    }

    @Test("Unknown fields are found by the path of their message and their numbers")
    func fields() throws {
        var request = Berth_Tracker_V1_ClaimInstanceRequest()
        // A group 998 that has a field 5, which is not the message's own; field 1000, number 1; field 999, the text
        // "x".
        let unknown: [UInt8] = [0xB3, 0x3E, 0x28, 1, 0xB4, 0x3E, 0xC0, 0x3E, 1, 0xBA, 0x3E, 1, 0x78]
        request.instance.pciRequests = [.init(), try decode(Berth_Tracker_V1_PciRequest.self, unknown)]
        let items = request.unknownItems()
        #expect(items == [UnknownItem(path: "instance.pci_requests[1]", kind: .fields([998, 999, 1000]))])
        #expect(items.first?.description == "instance.pci_requests[1] has unknown fields: 998, 999, 1000")
        #expect(request.hasUnknownItems)
    }

    @Test("Unknown fields of the outermost message have an empty path")
    func outermost() throws {
        let request = try decode(Berth_Tracker_V1_GetNodeRequest.self, [0xC0, 0x3E, 1])
        #expect(request.unknownItems() == [UnknownItem(path: "", kind: .fields([1000]))])
    }

    @Test("Unknown enum values are found by the path of their field; known ones are not")
    func enums() throws {
        var request = Berth_Tracker_V1_ClaimInstanceRequest()
        request.instance.pciRequests = [
            .with { $0.numaPolicy = .required }, .with { $0.numaPolicy = .UNRECOGNIZED(77) },
        ]
        let again = try decode(Berth_Tracker_V1_ClaimInstanceRequest.self, MessageCodec(.protobuf).encode(request))
        #expect(
            again.unknownItems() == [UnknownItem(path: "instance.pci_requests[1].numa_policy", kind: .enumValue(77))])
    }

    @Test("The search ends at its limit")
    func limit() {
        var request = Berth_Tracker_V1_ClaimInstanceRequest()
        request.instance.pciRequests = (0..<100).map { _ in .with { $0.numaPolicy = .UNRECOGNIZED(77) } }
        #expect(request.unknownItems(limit: 3).count == 3)
    }
}

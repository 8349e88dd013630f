import SwiftProtobuf
import Testing

@testable import Wire

@Suite struct BinaryWriterTests {
    private static let stored: [any Message.Type] = [
        Berth_Tracker_V1_Event.self, Berth_Tracker_V1_Rehearsal.self, Berth_Journal_V1_Facts.self,
        Berth_Journal_V1_NodeRow.self, Berth_Journal_V1_NodeCountersRow.self, Berth_Journal_V1_InstanceRow.self,
        Berth_Journal_V1_RecordedReply.self, Berth_Journal_V1_Envelope.self, Berth_Journal_V1_OwnerTicket.self,
        Google_Rpc_Status.self,
    ]

    private func expectSameBytes<M: Message>(_ type: M.Type, seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var options = BinaryEncodingOptions()
        options.useDeterministicOrdering = true
        for _ in 0..<5 {
            let message = try RandomFields.message(type, &generator)
            let expected: [UInt8] = try message.serializedBytes(options: options)
            #expect(try BinaryForm.encode(message) == expected, "\(type), seed \(seed)")
        }
    }

    @Test(
        "Every message has the bytes that swift-protobuf writes, with maps in the order of keys", arguments: Seeds.all)
    func sameBytes(seed: UInt64) throws {
        let types = Method.allCases.flatMap { [$0.requestType, $0.replyType] } + Self.stored
        for type in types { try expectSameBytes(type, seed: seed) }
    }

    @Test(
        "Lengths of one, two and three bytes stand before what they measure", arguments: [0, 127, 128, 16_383, 16_384])
    func lengths(count: Int) throws {
        let message = Berth_Journal_V1_Facts.with {
            $0.facts = [.with { $0.nodeRemoved.host = String(repeating: "h", count: count) }]
        }
        let expected: [UInt8] = try message.serializedBytes()
        #expect(try BinaryForm.encode(message) == expected)
    }

    @Test("What a newer sender has added is written again as it came")
    func unknownFields() throws {
        let bytes: [UInt8] = [0x0A, 1, 0x61, 0x98, 0x3F, 5]
        let message = try Berth_Journal_V1_NodeRemoved(serializedBytes: bytes)
        #expect(try BinaryForm.encode(message) == bytes)
    }
}

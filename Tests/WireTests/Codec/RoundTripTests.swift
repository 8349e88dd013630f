import SwiftProtobuf
import Testing

@testable import Wire

@Suite struct RoundTripTests {
    private static let stored: [any Message.Type] = [
        Berth_Tracker_V1_Event.self, Berth_Tracker_V1_Rehearsal.self, Berth_Journal_V1_Facts.self,
        Berth_Journal_V1_NodeRow.self, Berth_Journal_V1_NodeCountersRow.self, Berth_Journal_V1_InstanceRow.self,
        Berth_Journal_V1_RecordedReply.self, Berth_Journal_V1_Envelope.self, Berth_Journal_V1_OwnerTicket.self,
        Berth_Journal_V1_EndLease.self, Google_Rpc_Status.self,
    ]
    private static let types = Method.allCases.flatMap { [$0.requestType, $0.replyType] } + stored

    private func expectRoundTrip<M: Message>(_ type: M.Type, _ codec: MessageCodec, seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<5 {
            let message = try RandomFields.message(type, &generator)
            let bytes = try codec.encode(message)
            let again = try codec.decode(type, from: bytes)
            // Bytes are compared: an Any read from JSON is unequal to the same Any made of bytes (SwiftProtobuf 1.39).
            let binary = MessageCodec(.protobuf)
            #expect(try binary.encode(again) == binary.encode(message), "\(type) as \(codec.contentType), seed \(seed)")
            #expect(try codec.encode(again) == bytes, "\(type) as \(codec.contentType), seed \(seed)")
            #expect(!again.hasUnknownItems, "\(type) as \(codec.contentType), seed \(seed)")
        }
    }

    @Test(
        "Every message comes back as it was written, in both forms, and equal messages have equal bytes",
        arguments: Seeds.all)
    func roundTrip(seed: UInt64) throws {
        for contentType in ContentType.allCases {
            let codec = MessageCodec(contentType)
            for type in RoundTripTests.types { try expectRoundTrip(type, codec, seed: seed) }
        }
    }

    @Test("Maps are written in the same order however they were filled")
    func deterministicMaps() throws {
        for contentType in ContentType.allCases {
            let codec = MessageCodec(contentType)
            let names = (0..<50).map { "key-\($0)" }
            let first = try codec.encode(
                Berth_Tracker_V1_Flavor.with { for name in names { $0.extraSpecs[name] = "1" } })
            let second = try codec.encode(
                Berth_Tracker_V1_Flavor.with { for name in names.reversed() { $0.extraSpecs[name] = "1" } })
            #expect(first == second)
        }
    }

    @Test("Negative and absent numbers stay apart")
    func negativeAndAbsent() throws {
        for contentType in ContentType.allCases {
            let codec = MessageCodec(contentType)
            let zero = Berth_Tracker_V1_Limits.with { $0.memoryMb = 0 }
            let negative = Berth_Tracker_V1_Limits.with { $0.memoryMb = -1 }
            #expect(try codec.decode(Berth_Tracker_V1_Limits.self, from: codec.encode(zero)).hasMemoryMb)
            #expect(try codec.decode(Berth_Tracker_V1_Limits.self, from: codec.encode(negative)).memoryMb == -1)
            let absent = Berth_Tracker_V1_Limits()
            #expect(try !codec.decode(Berth_Tracker_V1_Limits.self, from: codec.encode(absent)).hasMemoryMb)
        }
    }

    @Test("Requests and replies are read and written by method alone", arguments: Method.allCases)
    func byMethod(_ method: Method) throws {
        for contentType in ContentType.allCases {
            let codec = MessageCodec(contentType)
            let request = try codec.decodeRequest(method, from: codec.encode(method.requestType.init()))
            let reply = try codec.decodeReply(method, from: codec.encode(method.replyType.init()))
            #expect(type(of: request) == method.requestType && type(of: reply) == method.replyType)
        }
    }

    @Test("NaN and infinity decode, so that they can be refused by their field")
    func notANumber() throws {
        let codec = MessageCodec(.json)
        let ratios = try codec.decode(
            Berth_Tracker_V1_AllocationRatios.self, from: Array(#"{"cpu":"NaN","ram":"Infinity"}"#.utf8))
        #expect(ratios.cpu.isNaN && ratios.ram == .infinity)
    }
}

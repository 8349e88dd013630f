import AMQP
import SwiftProtobuf
import Testing
import Wire

@testable import Worker

@Suite("Stored messages")
struct EnvelopeCodecTests {
    @Test(
        "Properties of every kind, with headers of every type nested in each other, come back as they were",
        arguments: Seeds.row(300))
    func roundTrip(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let properties = RandomMessages.properties(&random)
        let mandatory = random.once(in: 2)
        let (back, isMandatory) = try EnvelopeCodec.decode(try EnvelopeCodec.encode(properties, mandatory: mandatory))
        #expect(back == properties, "\(Seeds.repeating(seed))")
        #expect(back.headers.keys == properties.headers.keys, "the order of headers stays; \(Seeds.repeating(seed))")
        #expect(isMandatory == mandatory)
    }

    @Test("The bytes are those that swift-protobuf writes for the same envelope", arguments: Seeds.row(300))
    func sameBytes(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let bytes = try EnvelopeCodec.encode(RandomMessages.properties(&random), mandatory: random.once(in: 2))
        let again: [UInt8] = try Berth_Journal_V1_Envelope(serializedBytes: bytes).serializedBytes()
        #expect(again == bytes, "\(Seeds.repeating(seed))")
    }

    @Test("Headers deeper than the broker's client lets through are refused")
    func tooDeep() {
        var value = FieldValue.string("bottom")
        for _ in 0...FieldValue.maximumDepth { value = .table(["t": value]) }
        var properties = MessageProperties()
        properties.headers = ["top": value]
        #expect(throws: WorkerError.self) { try EnvelopeCodec.encode(properties, mandatory: false) }
    }

    @Test("An absent property stays absent, and an empty one empty")
    func absence() throws {
        var properties = MessageProperties()
        properties.type = ""
        properties.priority = 0
        properties.timestampSeconds = 0
        let (back, _) = try EnvelopeCodec.decode(try EnvelopeCodec.encode(properties, mandatory: false))
        #expect(back == properties)
        #expect(back.type == "" && back.messageID == nil && back.priority == 0)
    }

    @Test(
        "Headers as deep as the broker's client lets them through can be stored and read again",
        arguments: [true, false])
    func deepest(_ isTable: Bool) throws {
        var value = FieldValue.string("bottom")
        for _ in 1..<FieldValue.maximumDepth { value = isTable ? .table(["t": value]) : .array([value]) }
        var properties = MessageProperties()
        properties.headers = ["top": value]
        let (back, _) = try EnvelopeCodec.decode(try EnvelopeCodec.encode(properties, mandatory: false))
        #expect(back == properties)
    }

    @Test("Bytes that are no envelope are a damaged record")
    func damaged() {
        #expect(throws: WorkerError.self) { try EnvelopeCodec.decode([0xFF, 0xFF, 0xFF]) }
    }
}

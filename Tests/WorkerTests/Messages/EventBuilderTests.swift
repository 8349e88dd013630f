import AMQP
import SwiftProtobuf
import Testing
import Tracker
import Wire

@testable import Worker

@Suite("Event messages")
struct EventBuilderTests {
    private func message(
        _ form: ContentType = .protobuf, number: UInt64 = 1, time: Int64 = Samples.now, caller: Caller = Caller()
    ) throws -> OutgoingMessage {
        var settings = WorkerSettings()
        settings.shard = "s1"
        settings.eventForm = form
        let draft = EventDraft(
            node: NodeIdentifier(host: "h", name: "n"), projectID: "p",
            body: .claimReleased(.with { $0.cause = "aborted" }))
        let place = EventBuilder.Place(
            sequence: 42, position: 17, timeNanoseconds: time, requestKey: "k", caller: caller)
        return try EventBuilder(settings: settings, storeID: "store").message(
            number: number, draft: draft, place: place)
    }

    @Test("The routing key is kind and host, and the headers are the CloudEvents attributes and Berth's numbers")
    func headers() throws {
        let message = try message(caller: Caller(traceParent: "00-a-b-01"))
        #expect(message.exchange == "berth.events" && message.routingKey == "claim.released.h")
        #expect(!message.mandatory && message.properties.persistent)
        #expect(message.properties.timestampSeconds == 1_700_000_000)
        let expected: FieldTable = [
            "cloudEvents:specversion": "1.0", "cloudEvents:id": "store-42", "cloudEvents:source": "/berth/s1",
            "cloudEvents:type": "berth.claim.released", "cloudEvents:time": "2023-11-14T22:13:20Z",
            "cloudEvents:subject": "h/n", "berth-sequence": .int64(42), "berth-position": .int64(17),
            "traceparent": "00-a-b-01",
        ]
        #expect(message.properties.headers == expected)
        #expect(Set(message.properties.headers.keys).isSubset(of: HeaderName.eventHeaders))
    }

    @Test("Published again, an event has the same id and the same body")
    func stable() throws {
        let first = try message(number: 1)
        let again = try message(number: 2)
        #expect(first.properties.messageID == "store-42" && first.properties == again.properties)
        #expect(first.body == again.body)
    }

    @Test("The body says the same in protobuf and in JSON", arguments: [ContentType.protobuf, .json])
    func body(_ form: ContentType) throws {
        let message = try message(form)
        let event =
            form == .json
            ? try Berth_Tracker_V1_Event(jsonUTF8Bytes: message.body)
            : try Berth_Tracker_V1_Event(serializedBytes: message.body)
        #expect(message.properties.contentType == form.rawValue)
        #expect(event.id == "store-42" && event.sequence == 42 && event.position == 17 && event.shard == "s1")
        #expect(event.requestID == "k" && event.projectID == "p" && event.claimReleased.cause == "aborted")
    }

    @Test("A time before 1970 makes a sound time stamp")
    func early() throws {
        #expect(try message(time: -1).properties.timestampSeconds == 0)
        let stamp = Google_Protobuf_Timestamp(Instant(nanoseconds: -1))
        #expect(stamp.seconds == -1 && stamp.nanos == 999_999_999)
    }
}

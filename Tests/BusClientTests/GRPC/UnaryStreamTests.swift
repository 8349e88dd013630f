import AMQP
import GRPCCore
import SwiftProtobuf
import Testing
import Wire

@testable import BusClient

@Suite("One call as gRPC sees it")
struct UnaryStreamTests {
    @Test("A call's metadata and message are put together")
    func collected() async throws {
        let request = try await Self.collect([.metadata(["a": "b"]), .message([1, 2])])
        #expect(request.metadata == ["a": "b"] && request.message == [1, 2])
    }

    @Test("No message, and more than one, are refused as streaming", arguments: [0, 2, 3])
    func streaming(count: Int) async throws {
        let parts = [RPCRequestPart<[UInt8]>.metadata([:])] + (0..<count).map { .message([UInt8($0)]) }
        let error = try await #require(throws: RPCError.self) { try await Self.collect(parts) }
        #expect(error.code == .unimplemented)
    }

    @Test("A yes is metadata, message and status; Berth's headers and the key are in the metadata")
    func accepted() throws {
        let reply = try Self.reply([
            "grpc-status": 0, "berth-position": .int64(42), "berth-replayed": .boolean(true),
            "trace-bin": .bytes([255]),
        ])
        let parts = ReplyParts(reply, to: Self.request).parts
        #expect(parts.count == 3)
        guard case .metadata(let metadata) = parts[0], case .message(let body) = parts[1],
            case .status(let status, let trailing) = parts[2]
        else {
            Issue.record("other parts than expected: \(parts)")
            return
        }
        #expect(body == [7] && status.code == .ok && trailing.isEmpty)
        #expect(metadata.requestKey == "k-1")
        #expect(Array(metadata[stringValues: "berth-position"]) == ["42"])
        #expect(Array(metadata[stringValues: "berth-replayed"]) == ["true"])
        #expect(Array(metadata[binaryValues: "trace-bin"]) == [[255]])
        #expect(Array(metadata["grpc-status"]) == [])
    }

    @Test("A no is a status with its details, which come out typed")
    func refused() throws {
        var details = StatusDetails(.resourceExhausted, reason: "DOES_NOT_FIT", message: "no room")
        details.shortfalls = [.with { $0.resource = "VCPU" }]
        let reply = try Self.reply([
            "grpc-status": 8, "grpc-message": "no%20room", "grpc-status-details-bin": .bytes(details.headerBytes()),
        ])
        guard case .status(let status, let metadata) = ReplyParts(reply, to: Self.request).parts.first else {
            Issue.record("a refusal is a status alone")
            return
        }
        let error = try #require(RPCError(status: status, metadata: metadata))
        #expect(error.code == .resourceExhausted && error.message == "no room" && error.requestKey == "k-1")
        #expect(try error.statusDetails() == details)
    }

    @Test(
        "Every ending has its status and its reason",
        arguments: [
            (BusEnding.unroutable, RPCError.Code.unavailable, "NO_QUEUE"), (.refused, .unavailable, "NOT_TAKEN"),
            (.interrupted("x"), .unavailable, "CONNECTION_LOST"),
            (.unreachable("x"), .unavailable, "BROKER_UNREACHABLE"), (.crowdedOut, .unavailable, "TOO_MANY_CALLS"),
            (.unsendable("x"), .invalidArgument, "NOT_SENDABLE"),
            (.expired, .deadlineExceeded, "NO_ANSWER_IN_TIME"), (.cancelled, .cancelled, "CANCELLED"),
            (.confirmed, .internalError, "UNREADABLE_ANSWER"),
        ])
    func endings(ending: BusEnding, code: RPCError.Code, reason: String) throws {
        let error = RPCError(ending, of: Self.request)
        #expect(error.code == code && error.requestKey == "k-1")
        #expect(try error.statusDetails()?.reason == reason)
        #expect(ClientReason(rawValue: reason) != nil)
    }

    @Test("The last stream to end after shutdown takes the connection along, and no stream comes after it")
    func shutdown() {
        var streams = OpenStreams()
        let opened = [streams.open(), streams.open()]
        let first = streams.close()
        let mayStop = streams.shutDown()
        let late = streams.open()
        let last = streams.close()
        #expect(opened == [true, true] && !first && !mayStop && !late && last)
        var unused = OpenStreams()
        let mayStopAtOnce = unused.shutDown()
        #expect(mayStopAtOnce)
    }

    private static let request = BusRequest(.getNode, body: [], contentType: .protobuf, host: "cmp-1", key: "k-1")

    private static func collect(_ parts: [RPCRequestPart<[UInt8]>]) async throws -> UnaryRequest {
        let (stream, continuation) = AsyncThrowingStream.makeStream(of: RPCRequestPart<[UInt8]>.self)
        let outgoing = OutgoingParts(continuation: continuation)
        try await outgoing.write(contentsOf: parts)
        await outgoing.finish()
        return try await UnaryRequest.collect(from: stream)
    }

    private static func reply(_ headers: FieldTable) throws -> BusReply {
        var properties = MessageProperties()
        properties.headers = headers
        return try BusReply(
            Delivery(
                token: DeliveryToken(epoch: 1, tag: 1), exchange: "", routingKey: "reply", properties: properties,
                body: [7]))
    }
}

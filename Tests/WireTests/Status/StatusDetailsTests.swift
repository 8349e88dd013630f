import Foundation
import SwiftProtobuf
import Testing

@testable import Wire

@Suite struct StatusDetailsTests {
    private var full: StatusDetails {
        var details = StatusDetails(
            .failedPrecondition, reason: "ILLEGAL_TRANSITION", message: "a finished move cannot be aborted",
            metadata: ["from": "finished", "to": "failed", "allowed": "confirmed,reverted"])
        details.retryDelay = .milliseconds(1500)
        details.addPrecondition(type: "STATUS", subject: "m-1", description: "is finished")
        details.addResource(type: "migration", name: "m-1", owner: "cmp-17", description: "a resize")
        details.addViolation(field: "status", description: "not allowed", reason: "TRANSITION")
        details.shortfalls = [.with { $0.resource = "MEMORY_MB" }]
        details.grants = [.with { $0.host = "cmp-17" }]
        return details
    }

    @Test("A client reads every typed detail that the worker wrote")
    func roundTrip() throws {
        #expect(try StatusDetails(headerBytes: full.headerBytes()) == full)
        #expect(full.headerBytes() == full.headerBytes())
    }

    @Test("A status always says its domain and reason")
    func errorInfo() throws {
        let status = StatusDetails(.notFound, reason: "UNKNOWN_NODE", message: "no such node").status()
        let info = try #require(
            try status.details.first.flatMap { try AnyMessage.unpack(Google_Rpc_ErrorInfo.self, from: $0) })
        #expect(info.domain == "berth" && info.reason == "UNKNOWN_NODE")
        #expect(status.code == 5 && status.details.count == 1)
    }

    @Test("A status of exactly the limit is sent whole, one byte less cuts it and counts what is left out")
    func cut() throws {
        var details = full
        for index in 0..<200 {
            details.addViolation(field: "instance.pci_requests[\(index)]", description: "is not known")
        }
        let whole = try details.status(maximumBytes: .max).serializedBytes() as [UInt8]
        #expect(details.headerBytes(maximumBytes: whole.count).count == whole.count)

        let cut = details.headerBytes(maximumBytes: whole.count - 1)
        let read = try StatusDetails(headerBytes: cut)
        #expect(cut.count < whole.count)
        #expect(read.leftOut > 0)
        let kept = read.preconditions.count + read.resources.count + read.fieldViolations.count
        #expect(kept + read.shortfalls.count + read.grants.count + read.leftOut == 205)
    }

    @Test("However much a status says, it stays within 16 KiB and keeps code, reason and message")
    func neverTooLarge() throws {
        var details = full
        details.message = String(repeating: "🙂", count: 100_000)
        for index in 0..<10_000 {
            details.addViolation(field: "f\(index)", description: String(repeating: "x", count: 50))
        }
        let bytes = details.headerBytes()
        let read = try StatusDetails(headerBytes: bytes)
        #expect(bytes.count <= 16 << 10)
        #expect(bytes.count > 15 << 10)
        #expect(read.reason == "ILLEGAL_TRANSITION" && read.code == .failedPrecondition)
        #expect(read.leftOut + read.fieldViolations.count + read.preconditions.count + read.resources.count == 10_005)

        for index in 0..<200 { details.metadata["key-\(index)"] = String(repeating: "y", count: 5000) }
        let bare = try StatusDetails(headerBytes: details.headerBytes())
        #expect(bare.reason == "ILLEGAL_TRANSITION" && bare.leftOut == 10_005)
    }

    @Test("Details that this version does not know are listed, not lost and not an error")
    func unknown() throws {
        var status = full.status()
        status.details.append(.with { $0.typeURL = "type.googleapis.com/google.rpc.Help" })
        #expect(try StatusDetails(status).unknownDetails == ["type.googleapis.com/google.rpc.Help"])
    }

    @Test("A damaged detail is a malformed status")
    func damaged() {
        var status = full.status()
        status.details[0].value = .init([0xFF])
        let error = #expect(throws: WireError.self) { try StatusDetails(status) }
        #expect(error?.code == .malformedStatus)
    }

    @Test("A refusal of a JSON request shows its details in full; of a protobuf request the body is empty")
    func refusalBody() throws {
        let text = String(decoding: full.refusalBody(.json), as: UTF8.self)
        #expect(text.contains(#""@type":"type.googleapis.com/google.rpc.ErrorInfo""#))
        #expect(text.contains(#""reason":"ILLEGAL_TRANSITION""#) && text.contains(#""allowed":"confirmed,reverted""#))
        #expect(text.contains(#""retryDelay":"1.500s""#))
        let status = try MessageCodec(.json).decode(Google_Rpc_Status.self, from: full.refusalBody(.json))
        #expect(try StatusDetails(status) == full)
        #expect(full.refusalBody(.protobuf).isEmpty)
    }

    @Test("A negative, an endless and a tiny retry delay are sent as something sensible")
    func retryDelays() throws {
        for (delay, expected) in [
            (Duration.seconds(-5), Duration.zero), (.seconds(Int64.max), .seconds(315_576_000_000)),
            (Duration(secondsComponent: 0, attosecondsComponent: 1), .nanoseconds(1)),
        ] {
            var details = StatusDetails(.resourceExhausted, reason: "RATE_LIMIT", message: "slow down")
            details.retryDelay = delay
            #expect(try StatusDetails(headerBytes: details.headerBytes()).retryDelay == expected)
        }
    }
}

import SwiftProtobuf
import Testing

@testable import Wire

@Suite struct HostileBytesTests {
    /// A body with a few random faults.
    private func damaged(_ body: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        var bytes = body
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            let place = Int.random(in: 0...bytes.count, using: &generator)
            switch Int.random(in: 0..<5, using: &generator) {
            case 0 where place < bytes.count: bytes[place] = UInt8(truncatingIfNeeded: generator.next())
            case 1: bytes.insert(UInt8(truncatingIfNeeded: generator.next()), at: place)
            case 2: bytes.removeSubrange(place...)
            case 3: bytes.insert(contentsOf: bytes[place...], at: place)
            default: bytes.insert(contentsOf: Array(#"[{"\u00":-1e999,"#.utf8), at: place)
            }
        }
        return bytes
    }

    @Test("Damaged bodies of every method are read or refused, never trapped on", arguments: Seeds.all)
    func bodies(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for contentType in ContentType.allCases {
            let codec = MessageCodec(contentType)
            for method in Wire.Method.allCases {
                let body = try codec.encode(RandomFields.message(method.requestType, &generator))
                for _ in 0..<20 { try expectReadOrRefused(damaged(body, &generator), method, codec, seed: seed) }
            }
        }
    }

    private func expectReadOrRefused(_ body: [UInt8], _ method: Wire.Method, _ codec: MessageCodec, seed: UInt64) throws
    {
        do {
            let message = try codec.decodeRequest(method, from: body)
            _ = message.unknownItems()
            // What was read can be written in the binary form, as the journal does.
            _ = try MessageCodec(.protobuf).encode(message)
        } catch {
            #expect(!error.message.isEmpty && error.description.utf8.count < 1000, "seed \(seed)")
        }
    }

    @Test("Random headers and properties are read or refused, never trapped on", arguments: Seeds.all)
    func headers(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let alphabet = Array("0123456789abcdefHMSmunX-%#*. é\u{0}\u{7F}🙂")
        for _ in 0..<2000 {
            let length = Int.random(in: 0...60, using: &generator)
            let text = String((0..<length).map { _ in alphabet.randomElement(using: &generator) ?? "0" })
            _ = try? GRPCTimeout.parse(text)
            _ = try? TraceParent(text)
            _ = try? IdempotencyKey(text)
            _ = try? ContentType(property: text)
            _ = try? Wire.Method(path: text)
            _ = HostName.violation(of: text)
            _ = StatusMessage.decode(text)
            #expect(StatusMessage.decode(StatusMessage.encode(text)) == text, "seed \(seed)")
            _ = try? StatusDetails(headerBytes: Array(text.utf8))
        }
    }

    @Test("Damaged status details are read or refused, never trapped on", arguments: Seeds.all)
    func statusDetails(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var details = StatusDetails(.resourceExhausted, reason: "DOES_NOT_FIT", message: "no", metadata: ["a": "b"])
        details.retryDelay = .seconds(3)
        details.addViolation(field: "host", description: "bad")
        details.shortfalls = [try RandomFields.message(Berth_Tracker_V1_Shortfall.self, &generator)]
        for _ in 0..<500 { _ = try? StatusDetails(headerBytes: damaged(details.headerBytes(), &generator)) }
    }
}

import AMQP
import SwiftProtobuf
import Testing
import Wire

@testable import Worker

@Suite("From delivery to request")
struct IntakeTests {
    private let intake = Intake(names: BrokerNames(), limits: CodecLimits())

    private func read(_ sent: Samples.Sent) -> Arrival { intake.read(sent.delivery(1), nowNanoseconds: Samples.now) }

    private func request(_ sent: Samples.Sent) throws -> Request {
        guard case .request(let request) = read(sent) else { throw Unreadable() }
        return request
    }

    private func problem(_ sent: Samples.Sent) -> IntakeProblem? {
        guard case .undecodable(let undecodable) = read(sent) else { return nil }
        return undecodable.problem
    }

    private struct Unreadable: Error {}

    @Test("The same request has the same digest in protobuf and in JSON, and another request has another")
    func digests() throws {
        let binary = try Samples.claim("h", 1, key: "k")
        let message = try Berth_Tracker_V1_ClaimInstanceRequest(serializedBytes: binary.body)
        let json = binary.with {
            $0.properties.contentType = "application/json"
            $0.body = (try? message.jsonUTF8Bytes()) ?? []
        }
        #expect(try request(binary).digest.count == 32)
        #expect(try request(binary).digest == request(json).digest)
        #expect(try request(binary).digest != request(Samples.claim("h", 2, key: "k")).digest)
        #expect(try request(Samples.getNode("h", key: "k")).digest.isEmpty, "reads leave no key")
    }

    @Test("A body that does not decode is undecodable, with its key, and known again by its bytes")
    func undecodable() throws {
        let sent = try Samples.claim("h", 1, key: "k").with { $0.body = [0xFF, 0xFF, 0xFF] }
        guard case .undecodable(let first) = read(sent), case .undecodable(let again) = read(sent),
            case .undecodable(let other) = read(sent.with { $0.body = [0xFF, 0xFF] })
        else { throw Unreadable() }
        #expect(first.problem.reason == "MALFORMED_BODY" && first.problem.code == .invalidArgument)
        #expect(first.recordKey == "k" && first.replyAddress?.queue == "caller")
        #expect(first.digest == again.digest && first.digest != other.digest)
    }

    @Test("An unknown method is unimplemented, and without a key the content is its key")
    func withoutKey() throws {
        let sent = try Samples.claim("h", 1, key: "k").with {
            $0.properties.type = "/x/Y"
            $0.properties.messageID = nil
        }
        guard case .undecodable(let undecodable) = read(sent) else { throw Unreadable() }
        #expect(undecodable.problem.code == .unimplemented)
        #expect(undecodable.key == nil)
        #expect(undecodable.recordKey == "sha256:" + ContentDigest.hexadecimal(undecodable.digest))
    }

    @Test("An answer never goes to a forbidden address, whatever else is wrong")
    func forbiddenAddress() throws {
        let sent = try Samples.claim("h", 1, key: "k", replyTo: "berth.dead").with { $0.body = [0xFF] }
        guard case .undecodable(let undecodable) = read(sent) else { throw Unreadable() }
        #expect(undecodable.replyAddress == nil)
    }

    @Test("Properties and headers may be as large as the limit, not one byte larger")
    func headerLimit() throws {
        let sent = try Samples.claim("h", 1, key: "k")
        let used = sent.with { $0.properties.headers["pad"] = "" }.properties.approximateSizeBytes
        let padded = { (bytes: Int) in
            sent.with { $0.properties.headers["pad"] = .string(String(repeating: "x", count: bytes)) }
        }
        #expect(problem(padded(Intake.headerLimitBytes - used)) == nil)
        let tooLarge = try #require(problem(padded(Intake.headerLimitBytes - used + 1)))
        #expect(tooLarge.reason == "HEADERS_TOO_LARGE" && tooLarge.isTooLargeToPark)
    }

    @Test("A body over its method's limit can be parked; one over the limit of all is left to the broker")
    func bodyLimits() throws {
        let small = Intake(names: BrokerNames(), limits: CodecLimits(requestBytes: 2_000, auditBytes: 4_000))
        let padded = { (bytes: Int) throws in
            try Samples.claim("h", 1, key: "k").with { $0.body = [UInt8](repeating: 0xFF, count: bytes) }
        }
        let find = { (bytes: Int) throws -> IntakeProblem? in
            let arrival = small.read(try padded(bytes).delivery(1), nowNanoseconds: 0)
            guard case .undecodable(let undecodable) = arrival else { return nil }
            return undecodable.problem
        }
        #expect(try find(2_000)?.reason == "MALFORMED_BODY")
        #expect(try find(2_001)?.reason == "BODY_TOO_LARGE")
        #expect(try find(2_001)?.isTooLargeToPark == false)
        #expect(try find(4_000)?.isTooLargeToPark == false)
        #expect(try find(4_001)?.isTooLargeToPark == true)
    }

    @Test("Whatever a client puts into properties, headers and body, it is read or refused", arguments: Seeds.row(60))
    func hostile(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var shard = try SimulatedShard()
        for number in 0..<40 {
            shard.queue.send(RandomMessages.hostile(&random, key: "h\(number)"))
        }
        shard.deliver()
        shard.run()
        #expect(shard.problems == [], "\(Seeds.repeating(seed))")
        #expect(shard.queue.isEmpty, "\(Seeds.repeating(seed))")
        let reloaded = try shard.store.pipeline(shard.settings).0
        #expect(reloaded.lastPosition == shard.pipeline.lastPosition)
    }

    @Test("A text that has grown too long to be sent again is left to the broker, and never answered to")
    func textsThatGrew() throws {
        // 86 invalid bytes become 86 replacement characters of three bytes each.
        let grown = String(decoding: [UInt8](repeating: 0xFF, count: 86), as: UTF8.self)
        let sent = try Samples.claim("h", 1, key: "k").with { $0.properties.correlationID = grown }
        guard case .undecodable(let undecodable) = read(sent) else { throw Unreadable() }
        #expect(undecodable.problem.reason == "MALFORMED_PROPERTY" && undecodable.problem.isTooLargeToPark)
        #expect(undecodable.replyAddress == nil)
        let name = String(repeating: "x", count: 256 - "berth-original-".count)
        let header = try Samples.claim("h", 1, key: "k").with { $0.properties.headers[name] = 1 }
        #expect(problem(header)?.isTooLargeToPark == true)
        let shorter = try Samples.claim("h", 1, key: "k").with { $0.properties.headers[String(name.dropLast())] = 1 }
        #expect(problem(shorter) == nil)
    }
}

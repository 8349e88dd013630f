import SwiftProtobuf
import Testing
import Tracker
import Wire

@testable import Worker

@Suite("Hostile requests are refused, never a trap")
struct HostileInputTests {
    private let methods = Method.allCases.filter { RequestMappingTests.built.contains($0) }

    /// Decodes and maps; whether it succeeds does not matter, that it comes back does.
    ///
    /// - Returns: whether the body was a message at all.
    private func survives(_ method: Method, _ body: [UInt8], _ form: ContentType) -> Bool {
        guard let message = try? MessageCodec(form).decodeRequest(method, from: body) else { return false }
        _ = try? RequestMapping.command(method: method, message: message, routingKey: ValidRequests.host)
        return true
    }

    @Test("Random bytes as the body of every method")
    func randomBytes() {
        var decoded = 0
        for seed in UInt64(1)...400 {
            var random = MappingRandom(seed: seed)
            let length = Int.random(in: 0...40, using: &random)
            let body = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
            for method in methods where survives(method, body, .protobuf) { decoded += 1 }
        }
        #expect(decoded > 0, "some random bytes must be messages, or nothing was tested")
    }

    @Test("Valid requests with random bytes changed")
    func changedBytes() throws {
        let bodies: [(Method, [UInt8])] = [
            (.claimInstance, try ValidRequests.claim().serializedBytes()),
            (.reportInventory, try ValidRequests.report().serializedBytes()),
            (.updateInstance, try ValidRequests.update().serializedBytes()),
            (.checkFit, try ValidRequests.fit().serializedBytes()),
        ]
        var decoded = 0
        for seed in UInt64(1)...500 {
            var random = MappingRandom(seed: seed)
            for (method, valid) in bodies {
                var body = valid
                for _ in 0...2 {
                    guard let index = body.indices.randomElement(using: &random) else { continue }
                    body[index] = UInt8.random(in: 0...255, using: &random)
                }
                if survives(method, body, .protobuf) { decoded += 1 }
            }
        }
        #expect(decoded > 100, "many changed requests must still be messages, or nothing was tested")
    }

    @Test("Random values of the core, written as requests with every number out of range somewhere")
    func randomMessages() throws {
        for seed in UInt64(1)...200 {
            var random = MappingRandom(seed: seed)
            let claim = Berth_Tracker_V1_ClaimInstanceRequest.with {
                $0.host = random.text()
                $0.instance = Berth_Tracker_V1_Instance(random.instance())
                $0.limits = Berth_Tracker_V1_Limits(random.limits())
                $0.lease = .init(
                    seconds: random.number(.min ... .max), nanos: .random(in: .min ... .max, using: &random))
            }
            var report = Berth_Tracker_V1_ReportInventoryRequest.with {
                $0.inventory = Berth_Tracker_V1_Inventory(random.inventory())
            }
            report.inventory.vcpus = random.number(.min ... .max)
            report.inventory.localGb = .max
            #expect(survives(.claimInstance, try claim.serializedBytes(), .protobuf), "seed \(seed)")
            #expect(survives(.reportInventory, try report.serializedBytes(), .protobuf), "seed \(seed)")
        }
    }

    @Test("JSON with negative, endless and undefined numbers decodes, and is then refused by path")
    func json() throws {
        let body = """
            {"host": "\(ValidRequests.host)", "node": "kvm", "nodeUuid": "\(ValidRequests.uuid)", "inventory": {
              "vcpus": "-1", "memoryMb": -9223372036854775808, "localGb": "9223372036854775807",
              "ratios": {"cpu": "NaN", "ram": "Infinity", "disk": -0.1},
              "numaTopology": {"cells": [{"id": -1, "cpuset": [3, -2147483648], "pages": [{"sizeKb": "-4"}]}]}}}
            """
        let message = try MessageCodec(.json).decodeRequest(.reportInventory, from: Array(body.utf8))
        let failure = try #require(
            #expect(throws: ValidationFailure.self) {
                try RequestMapping.command(
                    method: .reportInventory, message: message, routingKey: ValidRequests.host)
            })
        let fields = failure.violations.map(\.field)
        for field in ["vcpus", "memory_mb", "local_gb", "ratios.cpu", "ratios.ram", "ratios.disk"] {
            #expect(fields.contains("inventory.\(field)"))
        }
        for field in ["id", "cpuset[1]", "siblings", "pages[0].size_kb"] {
            #expect(fields.contains("inventory.numa_topology.cells[0].\(field)"))
        }
    }
}

import AMQP
import EndToEndTestSupport
import SwiftProtobuf
import Testing
import Wire

extension SharedWorkerTests {
    @Suite struct FieldRules {
        /// A claim in JSON that breaks one rule.
        struct Case: CustomTestStringConvertible, Sendable {
            let testDescription: String
            let violations: [String]
            let json: @Sendable (String) -> String
        }

        private static func claim(_ host: String, uuid: String = Fixture.uuid(), flavor: String, more: String = "")
            -> String
        {
            #"{"host":"\#(host)","node":"\#(host)","instance":{"uuid":"\#(uuid)","flavor":{\#(flavor)}}\#(more)}"#
        }

        static let cases = [
            Case(
                testDescription: "negative amounts",
                violations: ["instance.flavor.memory_mb", "instance.flavor.root_gb", "instance.flavor.vcpus"]
            ) { claim($0, flavor: #""vcpus":-1,"memoryMb":-2,"rootGb":"-3""#) },
            Case(testDescription: "absurd sizes", violations: ["instance.flavor.memory_mb", "instance.flavor.vcpus"]) {
                claim($0, flavor: #""vcpus":"9223372036854775807","memoryMb":"9223372036854775807""#)
            },
            Case(testDescription: "a bad UUID", violations: ["instance.uuid"]) {
                claim($0, uuid: "not-a-uuid", flavor: #""vcpus":1"#)
            },
            Case(testDescription: "a ratio that is no number", violations: ["limits.numa_cpu_ratio"]) {
                claim($0, flavor: #""vcpus":1"#, more: #","limits":{"numaCpuRatio":"NaN"}"#)
            },
            Case(testDescription: "a host that is not the routing key", violations: ["host"]) { _ in
                claim("elsewhere", flavor: #""vcpus":1"#)
            },
            Case(testDescription: "a text over 255 bytes", violations: ["instance.flavor.name"]) {
                claim($0, flavor: #""vcpus":1,"name":"\#(String(repeating: "n", count: 256))""#)
            },
            Case(
                testDescription: "faults everywhere",
                violations: ["host", "instance.flavor.vcpus", "instance.uuid", "lease", "limits.vcpus"]
            ) { _ in
                claim("elsewhere", uuid: "", flavor: #""vcpus":0"#, more: #","limits":{"vcpus":-1},"lease":"-1s""#)
            },
        ]

        @Test("A call that breaks rules is told every field by its path, and changes nothing", arguments: cases)
        func call(_ fault: Case) async throws {
            let shared = try await SharedSite.get()
            let host = Fixture.host()
            try await shared.caller.report(host)
            let before = try await shared.caller.node(host)
            let call = Call(.claimInstance, host, json: fault.json(host))
            let reply = try await shared.caller.call(call)
            #expect(reply.code == .invalidArgument && reply.reason == "INVALID_FIELDS")
            #expect(reply.violations == fault.violations)
            let status = try reply.read(Google_Rpc_Status.self)
            #expect(status.code == 3 && status.details.count == 2)
            #expect(try await shared.caller.node(host) == before)
            #expect(try await shared.caller.outcome(call.key, host: host).state == .refused)
        }

        @Test("A cast that breaks rules is parked, and changes nothing", arguments: cases)
        func cast(_ fault: Case) async throws {
            let shared = try await SharedSite.get()
            let host = Fixture.host()
            try await shared.caller.report(host)
            let before = try await shared.caller.node(host)
            let cast = Call(.claimInstance, host, json: fault.json(host)).asCast
            try await shared.caller.send(cast)
            let letter = try await shared.dead.letter(key: cast.key)
            #expect(letter.body == cast.body)
            #expect(letter.header(HeaderName.deadReason) == "REFUSED_CAST")
            #expect(letter.properties.headers[HeaderName.deadStatus]?.integer == 3)
            #expect(try await shared.caller.node(host) == before)
        }
    }
}

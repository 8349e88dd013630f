import AMQP
import BrokerTestSupport
import EndToEndTestSupport
import Testing
import Wire
import Worker

extension LifecycleTests {
    @Suite struct Secrets {
        /// Texts that no log may hold.
        private static let password = "pa55w0rd-in-url"
        private static let body = "b0dy-s3cret"
        private static let header = "t0ken-in-header"

        @Test(
            "At the finest log level, no password, no body and no caller's header is logged on any path",
            arguments: ["text", "json"])
        func everyPath(format: String) async throws {
            let site = try await Site.make()
            let user = "u\(Fixture.uuid())"
            try await site.addUser(user, password: Self.password)
            let url = site.url.replacing("guest:guest@", with: "\(user):\(Self.password)@")
            let worker = try await WorkerProcess.serve(
                url, data: site.path(), ["--log-format", format], level: "trace")
            let caller = try await Caller.open(site.url)
            let host = Fixture.host()
            try await caller.report(host)
            for call in try calls(host) {
                _ = try await caller.call(call)
                _ = try await caller.call(call)
                try await caller.send(call.asCast.with { $0.properties.messageID = Fixture.uuid() })
            }
            try await site.broker.closeAllConnections(reason: "test", virtualHost: site.virtualHost)
            try await worker.line(.consumerInterrupted)
            #expect(try await caller.callPatiently(Fixture.getNode(host)).code == .ok)
            #expect(try await worker.stop() == .exited(0))
            let output = worker.child.output
            #expect(output.contains(LogMessage.requestApplied.rawValue))
            #expect(output.contains(LogMessage.deadLettered.rawValue))
            for secret in [Self.password, Self.body, Self.header] { #expect(!output.contains(secret)) }
            await caller.close()
        }

        /// Requests that take every path: applied, refused, unreadable, repeated, late, rehearsed.
        private func calls(_ host: String) throws -> [Call] {
            var instance = Fixture.instance(Fixture.uuid())
            instance.userID = Self.body
            instance.imageProperties = ["owner": Self.body]
            instance.flavor.extraSpecs = ["password": Self.body]
            var large = instance
            large.uuid = Fixture.uuid()
            large.flavor.vcpus = 1_000
            var wrong = instance
            wrong.uuid = Self.body
            wrong.flavor.vcpus = -1
            let claim = try Fixture.claim(host, instance)
            let calls = [
                claim, try Fixture.claim(host, large), try Fixture.claim(host, wrong),
                claim.with { $0.body = Array(Self.body.utf8) },
                Call(.claimInstance, host, json: #"{"host":"\#(host)","\#(Self.body)":"\#(Self.body)"}"#),
                try Fixture.claim(host, large).with { $0.properties.headers = ["berth-rehearse": "1"] },
                try Fixture.claim(host, large).with { $0.properties.timestampSeconds = 1_000 },
            ]
            return calls.map { call in
                call.with {
                    $0.properties.headers["authorization"] = .string("Bearer \(Self.header)")
                    $0.properties.headers["x-token-bin"] = .bytes(Array(Self.header.utf8))
                }
            }
        }
    }
}

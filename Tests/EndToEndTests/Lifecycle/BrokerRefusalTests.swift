import AMQP
import EndToEndTestSupport
import Foundation
import Testing
import Worker

extension LifecycleTests {
    @Suite struct BrokerRefusals {
        @Test("A wrong password ends the worker with 6, and is not repeated in its output")
        func wrongPassword() async throws {
            let site = try await Site.make()
            let wrong = site.url.replacing("guest:guest@", with: "guest:s3cr3t-w0rd@")
            let worker = try await site.refused(url: wrong)
            #expect(worker.ending == .exited(6))
            #expect(worker.output.contains("AUTHENTICATION_FAILED") || worker.output.contains("authentication"))
            #expect(!worker.output.contains("s3cr3t-w0rd"))
        }

        @Test("A request queue with another argument ends the worker with 6, naming queue and argument")
        func otherArgument() async throws {
            let site = try await Site.make()
            let connection = try await TestConnection.open(site.url)
            let channel = try await connection.openChannel()
            try await channel.declareQueue(
                QueueDeclaration(
                    name: "berth.requests.main",
                    arguments: [
                        "x-queue-type": "quorum", "x-single-active-consumer": true, "x-delivery-limit": 5,
                        "x-dead-letter-exchange": "berth.dead", "x-dead-letter-strategy": "at-least-once",
                        "x-overflow": "reject-publish",
                    ]))
            let worker = try await site.refused()
            #expect(worker.ending == .exited(6))
            #expect(worker.output.contains("berth.requests.main") && worker.output.contains("x-delivery-limit"))
            await connection.close()
        }

        @Test("Told to declare nothing, a worker waits for no queue that is missing but says its name")
        func nothingDeclared() async throws {
            let site = try await Site.make()
            let worker = try await site.launch(["--declare", "false"])
            let line = try await worker.line(.shardFailed)
            #expect(line.contains("berth."))
            #expect(try await worker.stop() == .exited(0))
        }

        @Test("A broker that is not there yet is waited for, and the wait can be ended")
        func absentBroker() async throws {
            let site = try await Site.make()
            let worker = try await WorkerProcess.launch(
                ["--broker", "amqp://guest:guest@127.0.0.1:1/", "--data-dir", site.path()])
            try await worker.line(.shardFailed)
            #expect(try await worker.stop() == .exited(0))
        }
    }
}

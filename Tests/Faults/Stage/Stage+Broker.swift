import AMQP
import BrokerTestSupport
import EndToEndTestSupport
import Foundation
import Worker

/// What is done to the broker.
extension Stage {
    func killBroker(_ duration: Duration) async throws {
        try await site.broker.kill()
        try await pass(duration)
        try await site.broker.start()
    }

    func stopBroker(_ duration: Duration) async throws {
        try await site.broker.stopApplication()
        try await pass(duration)
        try await site.broker.startApplication()
    }

    func closeConnections() async throws {
        try await site.broker.closeAllConnections(reason: "fault", virtualHost: site.virtualHost)
    }

    /// Closes the worker's connection of one purpose.
    func closeOneConnection(_ generator: inout SeededGenerator) async throws {
        let purpose = ["requests", "replies", "events"].randomElement(using: &generator) ?? "requests"
        try await site.broker.closeConnections(virtualHost: site.virtualHost, named: " \(purpose)")
    }

    /// Makes the broker block everyone who publishes.
    func raiseMemoryAlarm(_ duration: Duration) async throws {
        let mark = worker.mark
        try await site.broker.control(["set_vm_memory_high_watermark", "0.00001"])
        // Only a connection that publishes meanwhile is told.
        let wasTold = (try? await worker.next([.brokerBlocked], after: mark, seconds: 5)) != nil
        try await pass(duration)
        try await site.broker.control(["set_vm_memory_high_watermark", "0.4"])
        if wasTold { try await worker.next([.brokerUnblocked], after: mark) }
    }

    /// Deletes the request queue under the worker; what is in it is lost.
    func deleteRequestQueue() async throws {
        let mark = worker.mark
        let channel = load.callers[0].channel
        // Twice: what is sent in between may be lost, too.
        load.losses.update { $0 += 1 }
        try await channel.deleteQueue("berth.requests.main")
        load.losses.update { $0 += 1 }
        try await worker.next([.consuming], after: mark)
    }

    /// Takes the worker's permissions, cuts it off so that this counts, and gives them back.
    mutating func revokePermissions(_ duration: Duration) async throws {
        let mark = worker.mark
        try await site.broker.control(["clear_permissions", "-p", site.virtualHost, userName])
        try await site.broker.closeConnections(of: userName)
        try await worker.next([.brokerLost, .shardFailed, .consumerInterrupted], after: mark)
        try await pass(duration)
        try await site.broker.control(
            ["set_permissions", "-p", site.virtualHost, userName, ".*", ".*", ".*"])
        try await worker.next([.consuming], after: mark)
    }

    /// Binds a queue that is full to the events: the broker refuses them for all.
    func fillEventQueue(_ duration: Duration) async throws {
        let mark = worker.mark
        let channel = load.callers[0].channel
        let queue = "full-events-\(UUID().uuidString)"
        // Not durable: a durable one comes back when the broker is killed just after its deletion.
        try await channel.declareQueue(
            QueueDeclaration(
                name: queue, durable: false, arguments: ["x-max-length": 1, "x-overflow": "reject-publish"]))
        try await channel.bindQueue(queue, to: "berth.events", routingKey: "#")
        try await worker.next([.eventsStalled], after: mark)
        try await pass(duration)
        try await channel.deleteQueue(queue)
    }
}

extension TestBroker {
    /// Closes the connections of a virtual host whose clients have given them a name that ends like this.
    ///
    /// Asks the node itself: the management interface learns of a connection seconds later.
    func closeConnections(virtualHost: String, named ending: String) async throws {
        let list = try await control(["-q", "list_connections", "pid", "vhost", "client_properties"])
        for line in list.split(separator: "\n") {
            let columns = line.split(separator: "\t", maxSplits: 2)
            guard columns.count == 3, columns[1] == virtualHost, columns[2].contains("\(ending)\"}") else { continue }
            // One that has gone meanwhile is closed as well.
            _ = try? await control(["close_connection", String(columns[0]), "fault"])
        }
    }

    /// Closes all connections of a user.
    func closeConnections(of user: String) async throws {
        try await control(["close_all_user_connections", user, "fault"])
    }
}

internal import Synchronization

/// What the owner thread tells the public connection object.
final class ConnectionStatus: Sendable {
    let events = EventHub()
    private let properties = Mutex(BrokerProperties([:]))

    func set(_ properties: BrokerProperties) {
        self.properties.withLock { $0 = properties }
    }

    var brokerProperties: BrokerProperties { properties.withLock { $0 } }
}

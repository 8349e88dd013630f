import AMQP
import BrokerTestSupport
import Testing

@Suite("Opening a connection to a real broker", .timeLimit(.minutes(2)))
struct OpeningTests {
    @Test("The broker's product, version and capabilities are known")
    func properties() async throws {
        let connection = try await open()
        let properties = await connection.brokerProperties
        #expect(properties.product == "RabbitMQ" && properties.versionNumbers.count == 3)
        #expect(properties.capabilities.contains("publisher_confirms"))
        #expect(!properties.clusterName.isEmpty)
        await connection.close()
        await connection.close()
    }

    @Test("A wrong password is told apart, and the error does not contain it")
    func wrongPassword() async throws {
        let port = try await TestBroker.shared().port
        let error = await thrown {
            try await Connection.open(configuration("amqp://guest:s3cret@127.0.0.1:\(port)/%2F"))
        }
        #expect(error?.code == .authenticationFailed && error?.brokerCode == 403)
        #expect(error?.description.contains("s3cret") == false)
    }

    @Test("A missing virtual host is told apart and named")
    func missingVirtualHost() async throws {
        let port = try await TestBroker.shared().port
        let error = await thrown {
            try await Connection.open(configuration("amqp://guest:guest@127.0.0.1:\(port)/none"))
        }
        #expect(error?.code == .notFound && error?.message.contains("none") == true)
    }

    @Test("A host that is down is passed over for the next one; none at all is refused")
    func hosts() async throws {
        let broker = try await TestBroker.shared()
        let connection = try await Connection.open(
            configuration("amqp://guest:guest@127.0.0.1:1,127.0.0.1:\(broker.port)/%2F"))
        await connection.close()
        let error = await thrown { try await Connection.open(configuration("amqp://127.0.0.1:1,127.0.0.1:2")) }
        #expect(error?.code == .connectionRefused)
        let unknown = await thrown { try await Connection.open(configuration("amqp://host.invalid")) }
        #expect(unknown?.code == .connectionRefused)
    }

    @Test("Requests after closing are answered as closed")
    func closed() async throws {
        let connection = try await open()
        let channel = try await connection.openChannel()
        await connection.close()
        #expect(await thrown { try await connection.openChannel() }?.code == .closed)
        #expect(await thrown { try await channel.get("q") }?.code == .closed)
        var events = connection.events().makeAsyncIterator()
        #expect(await events.next() == .closed)
        #expect(await events.next() == nil)
    }

    @Test("Channels have separate numbers, and closed ones make room again")
    func channels() async throws {
        let connection = try await open()
        for _ in 0..<3 {
            var channels: [Channel] = []
            for _ in 0..<50 { channels.append(try await connection.openChannel()) }
            for channel in channels { await channel.close() }
        }
        await connection.close()
    }

    @Test("Over TLS messages of all sizes go both ways; certificates and host names are checked")
    func tls() async throws {
        let broker = try await TestBroker.shared()
        let files = broker.certificates
        let trusted = TLSConfiguration(
            caFile: files.authority, certificateFile: files.clientCertificate, keyFile: files.clientKey)
        let connection = try await Connection.open(configuration(broker.tlsURL) { $0.tls = trusted })
        let channel = try await connection.openChannel()
        let queue = try await channel.declareQueue(QueueDeclaration(name: "", durable: false, exclusive: true)).name
        let consumer = try await channel.consume(queue, prefetch: 0, noAck: true)
        let body = [UInt8](repeating: 7, count: 3_000_000)
        channel.publisher().send((1...300).map { Samples.message($0, to: queue) })
        #expect(try await channel.publisher().publish(Samples.message(301, to: queue, body: body)) == .confirmed)
        var bodies: [[UInt8]] = []
        while bodies.count < 301, case .deliveries(let some) = await consumer.next(max: 100) {
            bodies += some.map(\.body)
        }
        #expect(bodies.last == body)
        await connection.close()

        let strange = await thrown {
            try await Connection.open(
                configuration(broker.tlsURL) { $0.tls = TLSConfiguration(caFile: files.strangeAuthority) })
        }
        #expect(strange?.code == .tlsFailed)
        let wrongName = broker.tlsURL.replacing("localhost", with: "127.0.0.1")
        let host = await thrown {
            try await Connection.open(configuration(wrongName) { $0.tls = TLSConfiguration(caFile: files.authority) })
        }
        #expect(host?.code == .tlsFailed)
        let missing = await thrown {
            try await Connection.open(
                configuration(broker.tlsURL) { $0.tls = TLSConfiguration(caFile: "/nowhere.pem") })
        }
        #expect(missing?.code == .tlsFailed)
    }
}

import AMQP
import ArgumentParser
import Foundation

/// Where the dead letters are.
struct DeadQueueOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The queue of dead letters.", valueName: "name"))
    var queue = "berth.dead"

    @Option(help: ArgumentHelp("Look at the first so many letters of the queue.", valueName: "n"))
    var scan = 1000

    func validate() throws {
        guard (1...100_000).contains(scan) else { throw ValidationError("--scan must be 1 to 100000.") }
    }

    /// Takes a look and lets the body work with what was found; afterwards the rest is given back.
    func look(
        _ broker: BrokerOptions, _ body: (DeadLetterQueue, [DeadLetter], Connection) async throws -> Void
    ) async throws {
        let link = try broker.link()
        let connection = try await link.connect(recovers: false)
        let result: Result<Void, any Error>
        do {
            let dead = try await DeadLetterQueue(connection, name: queue)
            let (letters, mayHaveMore) = try await dead.take(limit: scan)
            if mayHaveMore {
                Terminal.line("Only the first \(letters.count) letters were looked at; see --scan.", to: .error)
            }
            try await body(dead, letters, connection)
            await dead.close()
            result = .success(())
        } catch let error as AMQPError {
            result = .failure(ToolError(broker: error, at: link.url))
        } catch {
            result = .failure(error)
        }
        await connection.close()
        try result.get()
    }
}

/// Which dead letters.
struct DeadFilterOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Only with this reason, such as REFUSED_CAST; may be repeated.", valueName: "reason"))
    var reason: [String] = []

    @Option(help: ArgumentHelp("Only of this method, such as ClaimInstance; may be repeated.", valueName: "method"))
    var method: [String] = []

    @Option(help: ArgumentHelp("Only for this host; may be repeated.", valueName: "name"))
    var host: [String] = []

    @Option(help: ArgumentHelp("Only with this idempotency key; may be repeated.", valueName: "key"))
    var key: [String] = []

    @Option(help: ArgumentHelp("Only parked longer ago than this: 10m, 2h, 1d.", valueName: "time"))
    var olderThan: TimeArgument?

    @Option(help: ArgumentHelp("Only parked since this time: 10m, 2h, 1d.", valueName: "time"))
    var newerThan: TimeArgument?

    @Option(help: ArgumentHelp("Only so many, the oldest first.", valueName: "n"))
    var count: Int?

    func validate() throws {
        if let count, count < 1 { throw ValidationError("--count must be at least 1.") }
    }

    /// The filter that the options describe.
    func filter() -> DeadLetterFilter {
        DeadLetterFilter(
            reasons: reason, methods: method, hosts: host, keys: key,
            minimumAgeSeconds: olderThan?.duration.components.seconds,
            maximumAgeSeconds: newerThan?.duration.components.seconds, count: count)
    }
}

/// The clock of the commands about dead letters.
enum WallClock {
    /// Now, in whole seconds since 1970.
    static var seconds: Int64 { Int64(Date().timeIntervalSince1970) }
}

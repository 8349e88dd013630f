import AMQP
import ArgumentParser
import BusClient
import Wire

/// `berth dead replay`: send dead letters again.
struct DeadReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "Send dead letters to the tracker again.",
        discussion: """
            A letter is removed only after the broker has confirmed its replay; if the command dies in between, it is \
            sent twice, and its key makes that harmless. Calls are replayed only when named by --key: their caller \
            was told no and has gone elsewhere. On a terminal the outcome is rehearsed and shown, and you are asked.
            """)

    @Flag(help: "Show what a replay would do and change nothing.")
    var dryRun = false

    @Flag(help: "Do not ask.")
    var yes = false

    @Option(help: ArgumentHelp("The exchange of requests.", valueName: "name"))
    var exchange = "berth.requests"

    @Option(help: ArgumentHelp("How long to wait for the answer to a rehearsal.", valueName: "time"))
    var timeout = TimeArgument(.seconds(30))

    @OptionGroup var filter: DeadFilterOptions
    @OptionGroup var target: DeadQueueOptions
    @OptionGroup var broker: BrokerOptions

    func validate() throws {
        if !dryRun && !yes && !Terminal.canAsk {
            throw ValidationError("Nobody can be asked here: give --dry-run to see, or --yes to replay.")
        }
    }

    func run() async throws {
        try await target.look(broker) { dead, letters, connection in
            let chosen = try choose(letters)
            if dryRun || !yes { Terminal.write(try await rehearsed(chosen)) }
            if dryRun { return }
            guard yes || Terminal.confirm("Replay \(Amount.letters(chosen.count))?") else {
                throw EndedWith(status: .declined)
            }
            try await replay(chosen, dead, connection)
        }
    }

    /// The letters to replay; calls only where they were named.
    private func choose(_ letters: [DeadLetter]) throws(ToolError) -> [DeadLetter] {
        var criteria = filter.filter()
        let limit = criteria.count
        criteria.count = nil
        let matches = criteria.matches(in: letters, now: WallClock.seconds)
        let chosen = matches.filter { !$0.isCall || filter.key.contains($0.key) }
        let left = matches.count - chosen.count
        if left > 0 {
            Terminal.line("Calls are left alone, \(left) here; name them with --key to replay them.", to: .error)
        }
        guard !chosen.isEmpty else {
            throw ToolError(
                .notFound, "No dead letter to replay matches.", advice: "Look at what there is: berth dead list")
        }
        return Array(chosen.prefix(limit ?? .max))
    }

    private func rehearsed(_ letters: [DeadLetter]) async throws -> String {
        let exchange = exchange
        let client = try await broker.link().openBus(recovers: false, timeout: timeout.duration) {
            $0.exchange = exchange
        }
        var text = "A replay would be:\n"
        let rehearsal = DeadRehearsal(client: client)
        for letter in letters {
            let title = "\(letter.position)  \(letter.method)  \(letter.host)  \(letter.key)"
            text += Printable.text(title) + "\n   " + Printable.text(await rehearsal.outcome(of: letter)) + "\n"
        }
        await client.close()
        return text
    }

    private func replay(_ letters: [DeadLetter], _ dead: DeadLetterQueue, _ connection: Connection) async throws {
        let publisher = try await connection.openChannel().publisher()
        var replayed = 0
        for (number, letter) in letters.enumerated() {
            let message = DeadLetterReplay.message(letter, number: UInt64(number), exchange: exchange)
            guard try await publisher.publish(message) == .confirmed else {
                throw ToolError(
                    .brokerUnavailable,
                    "The broker did not take the replay of \(Printable.text(letter.key)); it stays a dead letter. "
                        + "\(replayed) of \(letters.count) were replayed.",
                    advice: "Is berthd's queue there and not full? Then run the command again.")
            }
            dead.remove(letter)
            replayed += 1
        }
        Terminal.line("Replayed \(Amount.letters(replayed)). Ask what became of one: berth outcome KEY --host HOST")
    }
}

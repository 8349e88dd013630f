import ArgumentParser
import Wire

/// `berth outcome`: what became of a request.
struct OutcomeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outcome", abstract: "Ask what became of a request, by its idempotency key.",
        discussion: """
            The exit status is 0 when it was applied, 3 when it was refused or turned away, 4 when it was never seen, \
            7 while it is held, and 8 when it is a dead letter.
            """)

    @Argument(help: ArgumentHelp("The idempotency key, the request's message_id.", valueName: "key"))
    var key: String

    @Option(help: ArgumentHelp("The host that the request was for.", valueName: "name"))
    var host: String

    @OptionGroup var broker: BrokerOptions
    @OptionGroup var request: RequestOptions

    func run() async throws {
        try await Session.run(broker: broker, request: request) { session in
            var message = Berth_Tracker_V1_GetOutcomeRequest()
            message.host = host
            message.requestID = key
            let answer = try await session.ask(
                .getOutcome, message, host: host, for: Berth_Tracker_V1_GetOutcomeResponse.self)
            guard let answer = answer?.answer else { return }
            Terminal.write(request.json ? try MessageJSON.text(answer) : OutcomeText.people(answer))
            let status = OutcomeText.status(answer.state)
            if status != .success { throw EndedWith(status: status) }
        }
    }
}

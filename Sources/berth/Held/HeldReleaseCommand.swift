import ArgumentParser
import Wire

/// `berth held release`: try a held request now.
struct HeldReleaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release", abstract: "Try a held request now, whatever stands before it.",
        discussion: "The exit status is 0 when it was applied, 7 when it stays held, and 8 when it is a dead letter.")

    @OptionGroup var held: HeldOptions
    @OptionGroup var broker: BrokerOptions
    @OptionGroup var request: RequestOptions
    @OptionGroup var change: ChangeOptions

    func run() async throws {
        try await Session.run(broker: broker, request: request, change: change) { session in
            var message = Berth_Tracker_V1_ReleaseHeldRequestRequest()
            message.host = held.host
            message.requestID = held.key
            let answer = try await session.ask(
                .releaseHeldRequest, message, host: held.host,
                for: Berth_Tracker_V1_ReleaseHeldRequestResponse.self)
            guard let answer = answer?.answer else { return }
            Terminal.write(request.json ? try MessageJSON.text(answer) : HeldText.released(answer))
            let status = OutcomeText.status(answer.state)
            if status != .success { throw EndedWith(status: status) }
        }
    }
}

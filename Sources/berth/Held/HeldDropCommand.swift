import ArgumentParser
import Wire

/// `berth held drop`: give a held request up.
struct HeldDropCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drop", abstract: "Give a held request up: it becomes a dead letter.",
        discussion: "Nothing is lost: it can be replayed from the dead-letter queue, or thrown away there.")

    @OptionGroup var held: HeldOptions
    @OptionGroup var broker: BrokerOptions
    @OptionGroup var request: RequestOptions
    @OptionGroup var change: ChangeOptions

    func run() async throws {
        try await Session.run(broker: broker, request: request, change: change) { session in
            var message = Berth_Tracker_V1_DropHeldRequestRequest()
            message.host = held.host
            message.requestID = held.key
            let answer = try await session.ask(
                .dropHeldRequest, message, host: held.host, for: Berth_Tracker_V1_DropHeldRequestResponse.self)
            guard let answer = answer?.answer else { return }
            if request.json { return Terminal.write(try MessageJSON.text(answer)) }
            Terminal.line("Given up. It is a dead letter now: berth dead list --reason DROPPED")
        }
    }
}

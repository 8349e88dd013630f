import ArgumentParser
import Wire

/// `berth held show`: one held request with all that is known of it.
struct HeldShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a held request: what it waits for, since when, and why.")

    @Flag(help: "Print what was asked, too, as JSON.")
    var body = false

    @OptionGroup var held: HeldOptions
    @OptionGroup var broker: BrokerOptions
    @OptionGroup var request: RequestOptions

    func run() async throws {
        try await Session.run(broker: broker, request: request) { session in
            var message = Berth_Tracker_V1_GetHeldRequestRequest()
            message.host = held.host
            message.requestID = held.key
            let answer = try await session.ask(
                .getHeldRequest, message, host: held.host, for: Berth_Tracker_V1_GetHeldRequestResponse.self)
            guard var shown = answer?.answer.request else { return }
            if !body { shown.clearRequest() }
            if request.json { return Terminal.write(try MessageJSON.text(shown)) }
            Terminal.write(HeldText.people(shown))
            if body { Terminal.write(try MessageJSON.text(shown.request)) }
        }
    }
}

import ArgumentParser
import Wire

/// `berth instance show`: one instance and what it holds.
struct InstanceShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show an instance and what it holds on a host.")

    @Argument(help: ArgumentHelp("The instance.", valueName: "uuid"))
    var instance: String

    @Option(help: ArgumentHelp("The host to ask.", valueName: "name"))
    var host: String

    @OptionGroup var broker: BrokerOptions
    @OptionGroup var request: RequestOptions

    func run() async throws {
        try await Session.run(broker: broker, request: request) { session in
            var message = Berth_Tracker_V1_GetInstanceRequest()
            message.host = host
            message.instanceUuid = instance
            let answer = try await session.ask(
                .getInstance, message, host: host, for: Berth_Tracker_V1_GetInstanceResponse.self)
            guard let answer = answer?.answer else { return }
            Terminal.write(request.json ? try MessageJSON.text(answer) : InstanceText.people(answer))
        }
    }
}

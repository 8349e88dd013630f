import ArgumentParser
import Wire

/// `berth node remove`: forget a node.
struct NodeRemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Forget a node; refused while anything is held on it.")

    @Flag(help: "Remove it even if something is held on it; that is released.")
    var force = false

    @OptionGroup var target: NodeOptions
    @OptionGroup var broker: BrokerOptions
    @OptionGroup var request: RequestOptions
    @OptionGroup var change: ChangeOptions

    func run() async throws {
        try await Session.run(broker: broker, request: request, change: change) { session in
            var message = Berth_Tracker_V1_RemoveNodeRequest()
            message.host = target.host
            message.node = target.name
            message.force = force
            let answer = try await session.ask(
                .removeNode, message, host: target.host, for: Berth_Tracker_V1_RemoveNodeResponse.self)
            guard let answer = answer?.answer else { return }
            if request.json { return Terminal.write(try MessageJSON.text(answer)) }
            Terminal.line("Removed.")
        }
    }
}

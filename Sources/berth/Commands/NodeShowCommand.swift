import ArgumentParser
import Wire

/// `berth node show`: one node and what is held on it.
struct NodeShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show one node: inventory, usage, and who holds what.")

    @OptionGroup var target: NodeOptions
    @OptionGroup var broker: BrokerOptions
    @OptionGroup var request: RequestOptions

    func run() async throws {
        try await Session.run(broker: broker, request: request) { session in
            var message = Berth_Tracker_V1_GetNodeRequest()
            message.host = target.host
            message.node = target.name
            let answer = try await session.ask(
                .getNode, message, host: target.host, for: Berth_Tracker_V1_GetNodeResponse.self)
            guard let answer = answer?.answer else { return }
            Terminal.write(request.json ? try MessageJSON.text(answer) : NodeText.people(answer))
        }
    }
}

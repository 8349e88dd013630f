import ArgumentParser
import Wire

/// `berth fit`: ask whether an instance would fit.
struct FitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fit", abstract: "Ask whether an instance would fit; holds nothing.",
        discussion: "The exit status is 0 when at least one node has room, else 3.")

    @Option(help: ArgumentHelp("The host to ask.", valueName: "name"))
    var host: String

    @Option(
        help: ArgumentHelp(
            "A node of the host; may be repeated; by default the one with the host's name.", valueName: "name"))
    var node: [String] = []

    @OptionGroup var flavor: FlavorOptions
    @OptionGroup var broker: BrokerOptions
    @OptionGroup var request: RequestOptions

    func run() async throws {
        try await Session.run(broker: broker, request: request) { session in
            var message = Berth_Tracker_V1_CheckFitRequest()
            message.host = host
            message.nodes = node.isEmpty ? [host] : node
            message.instance = try flavor.instance(key: Session.newKey())
            if let limits = flavor.limits() { message.limits = limits }
            let answer = try await session.ask(
                .checkFit, message, host: host, for: Berth_Tracker_V1_CheckFitResponse.self)
            guard let answer = answer?.answer else { return }
            if request.json {
                Terminal.write(try MessageJSON.text(answer))
            } else {
                for fit in answer.fits {
                    Terminal.write(
                        FitText.people(fit, hostCells: await session.hostCells(for: fit.shortfalls, host, fit.node)))
                }
            }
            guard answer.fits.contains(where: \.fits) else { throw EndedWith(status: .refused) }
        }
    }
}

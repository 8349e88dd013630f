import ArgumentParser
import Wire

/// `berth abort`: give a claim back.
struct AbortCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "abort", abstract: "Give back what an instance claimed on a node.")

    @Argument(help: ArgumentHelp("The instance.", valueName: "uuid"))
    var instance: String

    @Option(help: ArgumentHelp("Only the claim that this request made.", valueName: "key"))
    var claimKey = ""

    @OptionGroup var target: NodeOptions
    @OptionGroup var broker: BrokerOptions
    @OptionGroup var request: RequestOptions
    @OptionGroup var change: ChangeOptions

    func run() async throws {
        try await Session.run(broker: broker, request: request, change: change) { session in
            var message = Berth_Tracker_V1_AbortInstanceClaimRequest()
            message.host = target.host
            message.node = target.name
            message.instanceUuid = instance
            message.claimRequestID = claimKey
            let answer = try await session.ask(
                .abortInstanceClaim, message, host: target.host, for: Berth_Tracker_V1_AbortInstanceClaimResponse.self)
            guard let answer = answer?.answer else { return }
            if request.json { return Terminal.write(try MessageJSON.text(answer)) }
            Terminal.line(answer.released ? "Released." : "Nothing was held by that claim.")
            Terminal.write(UsageText.lines(answer.usage))
        }
    }
}

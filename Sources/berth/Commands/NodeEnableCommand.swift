import ArgumentParser
import Wire

/// `berth node enable`: claims are welcome again.
struct NodeEnableCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "enable", abstract: "Let a node take claims again.")

    @OptionGroup var target: NodeOptions
    @OptionGroup var broker: BrokerOptions
    @OptionGroup var request: RequestOptions
    @OptionGroup var change: ChangeOptions

    func run() async throws {
        try await Session.run(broker: broker, request: request, change: change) { session in
            try await NodeEnabling.set(true, reason: "", target: target, session: session)
        }
    }
}

/// `berth node disable`: claims are refused, what is held stays.
struct NodeDisableCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable", abstract: "Refuse claims on a node; what is held there stays.")

    @Option(help: ArgumentHelp("Why, shown to whoever is refused.", valueName: "text"))
    var reason = ""

    @OptionGroup var target: NodeOptions
    @OptionGroup var broker: BrokerOptions
    @OptionGroup var request: RequestOptions
    @OptionGroup var change: ChangeOptions

    func run() async throws {
        try await Session.run(broker: broker, request: request, change: change) { session in
            try await NodeEnabling.set(false, reason: reason, target: target, session: session)
        }
    }
}

/// What enabling and disabling share.
private enum NodeEnabling {
    static func set(_ enabled: Bool, reason: String, target: NodeOptions, session: Session) async throws {
        var message = Berth_Tracker_V1_SetNodeEnabledRequest()
        message.host = target.host
        message.node = target.name
        message.enabled = enabled
        message.reason = reason
        let answer = try await session.ask(
            .setNodeEnabled, message, host: target.host, for: Berth_Tracker_V1_SetNodeEnabledResponse.self)
        guard let answer = answer?.answer else { return }
        Terminal.write(session.options.json ? try MessageJSON.text(answer) : UsageText.table([answer.node]))
    }
}

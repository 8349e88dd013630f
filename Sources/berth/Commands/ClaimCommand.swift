import ArgumentParser
import BusClient
import SwiftProtobuf
import Wire

/// `berth claim`: hold resources for an instance.
struct ClaimCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "claim", abstract: "Hold resources on a node for an instance.",
        discussion: "When it does not fit, every resource that falls short is listed and the exit status is 3.")

    @Option(
        help: ArgumentHelp(
            "Release the claim by itself after this time, unless it is renewed: 90s, 10m.", valueName: "time"))
    var lease: TimeArgument?

    @OptionGroup var target: NodeOptions
    @OptionGroup var flavor: FlavorOptions
    @OptionGroup var broker: BrokerOptions
    @OptionGroup var request: RequestOptions
    @OptionGroup var change: ChangeOptions

    func run() async throws {
        try await Session.run(broker: broker, request: request, change: change) { session in
            let answer = try await session.ask(
                .claimInstance, try message(key: session.requestKey), host: target.host, node: target.name,
                for: Berth_Tracker_V1_ClaimInstanceResponse.self)
            guard let (answer, reply) = answer else { return }
            if request.json { return Terminal.write(try MessageJSON.text(answer)) }
            Terminal.line(reply.isReplayed ? "Claimed earlier under this key:" : "Claimed:")
            Terminal.write(
                GrantText.table([answer.grant]) + PlacementText.section([answer.grant])
                    + DeviceGrantText.section([answer.grant]) + "\nThe node now:\n" + UsageText.lines(answer.usage))
        }
    }

    /// The request that the options describe, under a key.
    func message(key: String) throws(ToolError) -> Berth_Tracker_V1_ClaimInstanceRequest {
        var message = Berth_Tracker_V1_ClaimInstanceRequest()
        message.host = target.host
        message.node = target.name
        message.instance = try flavor.instance(key: key)
        if let limits = flavor.limits() { message.limits = limits }
        if let lease { message.lease = lease.message }
        return message
    }
}

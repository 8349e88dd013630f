import ArgumentParser
import Wire

/// `berth instance update`: tell the tracker a new state.
struct InstanceUpdateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "update", abstract: "Report an instance's state; some states release what it holds.")

    @Argument(help: ArgumentHelp("The instance.", valueName: "uuid"))
    var instance: String

    @Option(
        help: ArgumentHelp("Its state: building, active, stopped, deleted, shelved_offloaded, ...", valueName: "state"))
    var vmState: String

    @Option(help: ArgumentHelp("What is being done to it; none by default.", valueName: "state"))
    var taskState = ""

    @Option(help: ArgumentHelp("Its project.", valueName: "id"))
    var project = ""

    @Flag(help: "Its record is deleted.")
    var deleted = false

    @OptionGroup var target: NodeOptions
    @OptionGroup var broker: BrokerOptions
    @OptionGroup var request: RequestOptions
    @OptionGroup var change: ChangeOptions

    func run() async throws {
        try await Session.run(broker: broker, request: request, change: change) { session in
            let answer = try await session.ask(
                .updateInstance, message(), host: target.host, for: Berth_Tracker_V1_UpdateInstanceResponse.self)
            guard let answer = answer?.answer else { return }
            if request.json { return Terminal.write(try MessageJSON.text(answer)) }
            Terminal.line(Self.sentence(answer))
            if answer.hasUsage { Terminal.write(UsageText.lines(answer.usage)) }
        }
    }

    /// The request that the options describe.
    func message() -> Berth_Tracker_V1_UpdateInstanceRequest {
        var message = Berth_Tracker_V1_UpdateInstanceRequest()
        message.host = target.host
        message.node = target.name
        message.instance.uuid = instance
        message.instance.projectID = project
        message.instance.vmState = vmState
        message.instance.taskState = taskState
        message.instance.deleted = deleted
        return message
    }

    private static func sentence(_ answer: Berth_Tracker_V1_UpdateInstanceResponse) -> String {
        if answer.released { return "What it held is released." }
        return answer.tracked ? "Noted; it keeps what it holds." : "The tracker does not follow this instance here."
    }
}

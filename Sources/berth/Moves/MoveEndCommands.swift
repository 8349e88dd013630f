import ArgumentParser
import Wire

/// `berth move finish`: the instance runs at the destination.
struct MoveFinishCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "finish", abstract: "At the destination: the instance runs here; the claim becomes its own.")

    @OptionGroup var move: MoveOptions
    @OptionGroup var described: InstanceJSONOptions
    @OptionGroup var broker: BrokerOptions
    @OptionGroup var request: RequestOptions
    @OptionGroup var change: ChangeOptions

    func run() async throws {
        try await Session.run(broker: broker, request: request, change: change) { session in
            var message = Berth_Tracker_V1_FinishMoveRequest()
            message.host = move.target.host
            message.node = move.target.name
            message.migrationUuid = move.migration
            if let instance = try described.instance() { message.instance = instance }
            let answer = try await session.ask(
                .finishMove, message, host: move.target.host, for: Berth_Tracker_V1_FinishMoveResponse.self)
            guard let answer = answer?.answer else { return }
            if request.json { return Terminal.write(try MessageJSON.text(answer)) }
            Terminal.write(
                MoveText.people("Finished; the instance is here.", answer.migration, usage: answer.usage))
        }
    }
}

/// `berth move confirm`: the source lets go.
struct MoveConfirmCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "confirm", abstract: "At the source: the move is final; free what was kept for a revert.",
        discussion: "A source that was not told how far the move is needs the record: --record-from the destination.")

    @OptionGroup var move: MoveOptions
    @OptionGroup var record: RecordOptions
    @OptionGroup var broker: BrokerOptions
    @OptionGroup var request: RequestOptions
    @OptionGroup var change: ChangeOptions

    func run() async throws {
        try await Session.run(broker: broker, request: request, change: change) { session in
            var message = Berth_Tracker_V1_ConfirmMoveRequest()
            message.host = move.target.host
            message.node = move.target.name
            message.migrationUuid = move.migration
            if let record = try await record.record(of: move.migration, session) { message.migration = record }
            let answer = try await session.ask(
                .confirmMove, message, host: move.target.host, for: Berth_Tracker_V1_ConfirmMoveResponse.self)
            guard let answer = answer?.answer else { return }
            if request.json { return Terminal.write(try MessageJSON.text(answer)) }
            Terminal.write(MoveText.people("Confirmed.", answer.migration, usage: answer.usage))
            if let next = MoveNextStep.text(answer.migration, status: "confirmed", here: move.target.host) {
                Terminal.line(next, to: .error)
            }
        }
    }
}

/// `berth move revert`: the destination lets go.
struct MoveRevertCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revert", abstract: "At the destination: the move is undone; free what it took here.")

    @OptionGroup var move: MoveOptions
    @OptionGroup var broker: BrokerOptions
    @OptionGroup var request: RequestOptions
    @OptionGroup var change: ChangeOptions

    func run() async throws {
        try await Session.run(broker: broker, request: request, change: change) { session in
            var message = Berth_Tracker_V1_RevertMoveRequest()
            message.host = move.target.host
            message.node = move.target.name
            message.migrationUuid = move.migration
            let answer = try await session.ask(
                .revertMove, message, host: move.target.host, for: Berth_Tracker_V1_RevertMoveResponse.self)
            guard let answer = answer?.answer else { return }
            if request.json { return Terminal.write(try MessageJSON.text(answer)) }
            Terminal.write(MoveText.people("Reverted.", answer.migration, usage: answer.usage))
            if let next = MoveNextStep.text(answer.migration, status: "reverted", here: move.target.host) {
                Terminal.line(next, to: .error)
            }
        }
    }
}

/// `berth move abort`: a side gives up what it holds.
struct MoveAbortCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "abort", abstract: "At either side: give up what is held for a move.",
        discussion: "Without --status the destination's record is dropped too, so that another can be claimed.")

    @OptionGroup var move: MoveOptions

    @Option(help: ArgumentHelp("The status afterwards: failed, cancelled or error.", valueName: "status"))
    var status = ""

    @OptionGroup var broker: BrokerOptions
    @OptionGroup var request: RequestOptions
    @OptionGroup var change: ChangeOptions

    func run() async throws {
        try await Session.run(broker: broker, request: request, change: change) { session in
            var message = Berth_Tracker_V1_AbortMoveRequest()
            message.host = move.target.host
            message.node = move.target.name
            message.migrationUuid = move.migration
            message.status = status
            let answer = try await session.ask(
                .abortMove, message, host: move.target.host, for: Berth_Tracker_V1_AbortMoveResponse.self)
            guard let answer = answer?.answer else { return }
            if request.json { return Terminal.write(try MessageJSON.text(answer)) }
            Terminal.write(
                answer.hasMigration
                    ? MoveText.people("Given up.", answer.migration, usage: answer.usage)
                    : "Given up; there is no record of it here now.\n" + UsageText.lines(answer.usage))
        }
    }
}

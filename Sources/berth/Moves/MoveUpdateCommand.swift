import ArgumentParser
import Wire

/// `berth move update`: tell a side a status.
struct MoveUpdateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "update", abstract: "Report a move's status to a side, with all that the status implies.",
        discussion: "A status of the other side is told with the record that has it: --record-from names its host.")

    @Argument(help: ArgumentHelp("The migration.", valueName: "uuid"))
    var migration: String

    @Option(help: ArgumentHelp("The host whose record it is.", valueName: "name"))
    var host: String

    @Option(help: ArgumentHelp("The status: migrating, post-migrating, error, failed, ...", valueName: "status"))
    var status: String

    @OptionGroup var record: RecordOptions
    @OptionGroup var described: InstanceJSONOptions
    @OptionGroup var broker: BrokerOptions
    @OptionGroup var request: RequestOptions
    @OptionGroup var change: ChangeOptions

    func run() async throws {
        try await Session.run(broker: broker, request: request, change: change) { session in
            var message = Berth_Tracker_V1_UpdateMigrationRequest()
            message.host = host
            message.migrationUuid = migration
            message.status = status
            if let record = try await record.record(of: migration, session) { message.migration = record }
            if let instance = try described.instance() { message.instance = instance }
            let answer = try await session.ask(
                .updateMigration, message, host: host, for: Berth_Tracker_V1_UpdateMigrationResponse.self)
            guard let answer = answer?.answer else { return }
            if request.json { return Terminal.write(try MessageJSON.text(answer)) }
            Terminal.write(MoveText.people("The side's record now:", answer.migration))
        }
    }
}

/// `berth move show`: a host's record of a move.
struct MoveShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a host's record of a move, and what its instance holds there.")

    @Argument(help: ArgumentHelp("The migration.", valueName: "uuid"))
    var migration: String

    @Option(help: ArgumentHelp("The host to ask: each side has a record of its own.", valueName: "name"))
    var host: String

    @OptionGroup var broker: BrokerOptions
    @OptionGroup var request: RequestOptions

    func run() async throws {
        try await Session.run(broker: broker, request: request) { session in
            var message = Berth_Tracker_V1_GetMigrationRequest()
            message.host = host
            message.migrationUuid = migration
            let answer = try await session.ask(
                .getMigration, message, host: host, for: Berth_Tracker_V1_GetMigrationResponse.self)
            guard let answer = answer?.answer else { return }
            if request.json { return Terminal.write(try MessageJSON.text(answer)) }
            Terminal.write(MigrationText.people(answer.migration) + "\n")
            var question = Berth_Tracker_V1_GetInstanceRequest()
            question.host = host
            question.instanceUuid = answer.migration.instanceUuid
            let held = try await session.read(
                .getInstance, question, host: host, for: Berth_Tracker_V1_GetInstanceResponse.self)
            guard let grants = held?.grants, !grants.isEmpty else {
                return Terminal.line("The instance holds nothing on host \(Printable.text(host)).")
            }
            Terminal.write(HolderText.table(grants, names: .nodes) + PlacementText.section(grants))
        }
    }
}

import ArgumentParser
import Wire

/// `berth move`: resizes, migrations and evacuations.
struct MoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "move", abstract: "Claim, follow and end moves of instances between nodes.",
        discussion: """
            Each side of a move keeps a record of its own under its host, and a request is for one side. Which side \
            may report what is in docs/state-machines.md.
            """,
        subcommands: [
            MoveClaimCommand.self, MoveUpdateCommand.self, MoveFinishCommand.self, MoveConfirmCommand.self,
            MoveRevertCommand.self, MoveAbortCommand.self, MoveShowCommand.self,
        ])
}

/// Which move, and which side of it.
struct MoveOptions: ParsableArguments {
    @Argument(help: ArgumentHelp("The migration.", valueName: "uuid"))
    var migration: String

    @OptionGroup var target: NodeOptions
}

/// The record of a move that goes along with a request.
struct RecordOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The move's whole record, for a side that has not seen it or not heard how far it is: JSON, @FILE or -.",
            valueName: "json"))
    var migrationJson: String?

    @Option(help: ArgumentHelp("Read the record at this host, the move's other side, and send it.", valueName: "name"))
    var recordFrom: String?

    func validate() throws {
        if migrationJson != nil, recordFrom != nil {
            throw ValidationError("Give either --migration-json or --record-from.")
        }
    }

    /// The record; nil: none is sent.
    func record(of migration: String, _ session: Session) async throws -> Berth_Tracker_V1_Migration? {
        if let migrationJson {
            return try JSONArgument.message(
                Berth_Tracker_V1_Migration.self, from: migrationJson, option: "--migration-json")
        }
        guard let recordFrom else { return nil }
        var message = Berth_Tracker_V1_GetMigrationRequest()
        message.host = recordFrom
        message.migrationUuid = migration
        let answer = try await session.read(
            .getMigration, message, host: recordFrom, for: Berth_Tracker_V1_GetMigrationResponse.self)
        guard let answer else {
            throw ToolError(
                .notFound,
                "Host \(Printable.text(recordFrom)) has no record of migration "
                    + "\(Printable.text(migration)).")
        }
        return answer.migration
    }
}

/// An instance that goes along with a request.
struct InstanceJSONOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The instance as it is now: JSON, @FILE or -.", valueName: "json"))
    var instanceJson: String?

    /// The instance; nil: none is given.
    func instance() throws(ToolError) -> Berth_Tracker_V1_Instance? {
        guard let instanceJson else { return nil }
        return try JSONArgument.message(
            Berth_Tracker_V1_Instance.self, from: instanceJson, option: "--instance-json")
    }
}

/// The kinds of move on the command line, by the cloud's names.
enum MoveTypeArgument: String, CaseIterable, ExpressibleByArgument {
    case resize
    case migration
    case liveMigration = "live-migration"
    case evacuation

    /// The kind as a request carries it.
    var message: Berth_Tracker_V1_Migration.TypeEnum {
        switch self {
        case .resize: .resize
        case .migration: .coldMigration
        case .liveMigration: .liveMigration
        case .evacuation: .evacuation
        }
    }
}

/// What the steps of a move are answered with.
enum MoveText {
    /// The side's record, what it holds if that is told, and its node's usage.
    static func people(
        _ title: String, _ migration: Berth_Tracker_V1_Migration, grant: Berth_Tracker_V1_Grant? = nil,
        usage: Berth_Tracker_V1_Usage? = nil
    ) -> String {
        var text = title + "\n" + MigrationText.people(migration)
        if let grant {
            text +=
                "\n" + HolderText.table([grant], names: .nodes) + PlacementText.section([grant])
                + DeviceGrantText.section([grant])
        }
        if let usage { text += "\nThe node now:\n" + UsageText.lines(usage) }
        return text
    }
}

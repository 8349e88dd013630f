import ArgumentParser
import BusClient
import SwiftProtobuf
import Wire

/// `berth move claim`: hold the destination of a move.
struct MoveClaimCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "claim", abstract: "Hold what an instance needs at the destination of a move.",
        discussion: """
            The instance is sent as it is at the source: read there (--source-host) unless --instance-json gives it. \
            Options of size are the size at the destination and make the move a resize; what is left out stays.
            """)

    @Argument(help: ArgumentHelp("The instance; may be left out with --instance-json.", valueName: "uuid"))
    var instance: String?

    @OptionGroup var target: NodeOptions

    @Option(help: ArgumentHelp("The host that the instance comes from.", valueName: "name"))
    var sourceHost: String?

    @Option(help: ArgumentHelp("Its node there; by default it has the host's name.", valueName: "name"))
    var sourceNode: String?

    @Option(help: "The kind of move: resize, migration, live-migration or evacuation.")
    var type: MoveTypeArgument?

    @Option(help: ArgumentHelp("The migration; a new one by default.", valueName: "uuid"))
    var migration: String?

    @Option(help: ArgumentHelp("An existing record of the move: JSON, @FILE or -.", valueName: "json"))
    var migrationJson: String?

    @Option(
        help: ArgumentHelp(
            "Release the claim by itself after this time, unless it is renewed: 90s, 10m.", valueName: "time"))
    var lease: TimeArgument?

    @OptionGroup var size: MoveSizeOptions
    @OptionGroup var limits: LimitOptions
    @OptionGroup var described: InstanceJSONOptions
    @OptionGroup var broker: BrokerOptions
    @OptionGroup var request: RequestOptions
    @OptionGroup var change: ChangeOptions

    func validate() throws {
        guard described.instanceJson == nil else { return }
        guard instance != nil, sourceHost != nil else {
            throw ValidationError("Give the instance and --source-host, or --instance-json.")
        }
    }

    func run() async throws {
        try await Session.run(broker: broker, request: request, change: change) { session in
            let (instance, source) = try await instance(session)
            let message = try message(instance)
            let answer = try await session.ask(
                .claimMove, message, host: target.host, node: target.name,
                for: Berth_Tracker_V1_ClaimMoveResponse.self)
            guard let (answer, reply) = answer else { return }
            if request.json { return Terminal.write(try MessageJSON.text(answer)) }
            Terminal.write(
                MoveText.people(
                    reply.isReplayed ? "Claimed earlier under this key:" : "Claimed:", answer.migration,
                    grant: answer.grant, usage: answer.usage))
            if let note = MoveDeviceNote.text(answer, source: source) { Terminal.write(note, to: .error) }
        }
    }

    /// The request that the options describe, for an instance as it is at the source.
    func message(_ instance: Berth_Tracker_V1_Instance) throws(ToolError) -> Berth_Tracker_V1_ClaimMoveRequest {
        var message = Berth_Tracker_V1_ClaimMoveRequest()
        message.host = target.host
        message.node = target.name
        message.instance = instance
        if let migrationJson {
            message.migration = try JSONArgument.message(
                Berth_Tracker_V1_Migration.self, from: migrationJson, option: "--migration-json")
        }
        if let migration { message.migration.uuid = migration }
        if let sourceHost {
            message.migration.sourceHost = sourceHost
            message.migration.sourceNode = sourceNode ?? sourceHost
        }
        if let flavor = size.flavor(from: instance.flavor) {
            message.newFlavor = flavor
            message.migration.type = .resize
        }
        if let type { message.migration.type = type.message }
        // Without anything to say the record is still sent: it makes the request one for a new move.
        if !message.hasMigration { message.migration = Berth_Tracker_V1_Migration() }
        if let limits = limits.limits() { message.limits = limits }
        if let lease { message.lease = lease.message }
        return message
    }

    /// The instance, and what it holds at the source as far as that was read.
    private func instance(
        _ session: Session
    ) async throws -> (instance: Berth_Tracker_V1_Instance, grants: [Berth_Tracker_V1_Grant]) {
        if let given = try described.instance() { return (given, []) }
        let host = sourceHost ?? ""
        var message = Berth_Tracker_V1_GetInstanceRequest()
        message.host = host
        message.instanceUuid = instance ?? ""
        let answer = try await session.read(
            .getInstance, message, host: host, for: Berth_Tracker_V1_GetInstanceResponse.self)
        guard let answer else {
            throw ToolError(
                .notFound, "Host \(Printable.text(host)) does not know instance \(Printable.text(instance ?? "")).",
                advice: "Name the host where it is with --source-host, or give it with --instance-json.")
        }
        return (answer.instance, answer.grants)
    }
}

/// The size of an instance at the destination; what is not given is as at the source.
struct MoveSizeOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The new flavor's id.", valueName: "id"))
    var flavorId: String?

    @Option(help: ArgumentHelp("Virtual CPUs at the destination.", valueName: "n"))
    var vcpus: Int64?

    @Option(help: ArgumentHelp("Memory there, in MiB.", valueName: "mib"))
    var memory: Int64?

    @Option(help: ArgumentHelp("Root disk there, in GiB.", valueName: "gib"))
    var root: Int64?

    @Option(help: ArgumentHelp("Ephemeral disk there, in GiB.", valueName: "gib"))
    var ephemeral: Int64?

    @Option(help: ArgumentHelp("Swap there, in MiB.", valueName: "mib"))
    var swap: Int64?

    /// The flavor at the destination; nil: unchanged.
    func flavor(from old: Berth_Tracker_V1_Flavor) -> Berth_Tracker_V1_Flavor? {
        guard flavorId != nil || [vcpus, memory, root, ephemeral, swap].contains(where: { $0 != nil }) else {
            return nil
        }
        var flavor = old
        flavor.id = flavorId ?? old.id
        // The old name would be another flavor's.
        flavor.name = ""
        flavor.vcpus = vcpus ?? old.vcpus
        flavor.memoryMb = memory ?? old.memoryMb
        flavor.rootGb = root ?? old.rootGb
        flavor.ephemeralGb = ephemeral ?? old.ephemeralGb
        flavor.swapMb = swap ?? old.swapMb
        return flavor
    }
}

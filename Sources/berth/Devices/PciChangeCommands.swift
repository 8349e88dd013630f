import ArgumentParser
import BusClient
import Wire

/// `berth pci claim`: take devices beside a claim.
struct PciClaimCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "claim", abstract: "Take devices for an instance that holds something on the node already.",
        discussion: "They are claimed, not yet in use; berth pci allocate says that they are.")

    @Argument(help: ArgumentHelp("The instance.", valueName: "uuid"))
    var instance: String

    @Option(help: ArgumentHelp("Take them for the new side of this move.", valueName: "uuid"))
    var migration = ""

    @Option(
        help: ArgumentHelp(
            "A host cell to be near to; may be repeated; by default those of the claim.", valueName: "cell"))
    var cell: [Int32] = []

    @Option(
        help: ArgumentHelp(
            "Ask for what the instance has at this host, under the same PCI requests, as a live migration has to.",
            valueName: "name"))
    var fromHost: String?

    @Option(help: ArgumentHelp("Its node there; by default it has that host's name.", valueName: "name"))
    var fromNode: String?

    @OptionGroup var devices: DeviceOptions
    @OptionGroup var target: NodeOptions
    @OptionGroup var broker: BrokerOptions
    @OptionGroup var request: RequestOptions
    @OptionGroup var change: ChangeOptions

    func validate() throws {
        let isNamed = !devices.device.isEmpty || !devices.pciRequest.isEmpty
        guard isNamed || fromHost != nil else {
            throw ValidationError("Say which devices: --device, --pci-request or --from-host.")
        }
        guard !isNamed || fromHost == nil else {
            throw ValidationError("--from-host says which devices: leave --device and --pci-request out.")
        }
        guard fromHost != nil || fromNode == nil else { throw ValidationError("--from-node needs --from-host.") }
    }

    func run() async throws {
        try await Session.run(broker: broker, request: request, change: change) { session in
            let answer = try await session.ask(
                .claimPciDevices, message(try await requests(session)), host: target.host, node: target.name,
                for: Berth_Tracker_V1_ClaimPciDevicesResponse.self
            ) { reply in
                guard reply.details?.reason == "NO_CLAIM_FOR_DEVICES" else { return nil }
                let grants = await session.node(target.host, target.name)?.grants
                return DeviceClaimHint.text(instance: instance, migration: migration, grants: grants)
            }
            guard let answer = answer?.answer else { return }
            if request.json { return Terminal.write(try MessageJSON.text(answer)) }
            Terminal.write(DeviceChangeText.people("Claimed:", answer.devices))
        }
    }

    /// The request that the options describe.
    func message(_ requests: [Berth_Tracker_V1_PciRequest]) -> Berth_Tracker_V1_ClaimPciDevicesRequest {
        var message = Berth_Tracker_V1_ClaimPciDevicesRequest()
        message.host = target.host
        message.node = target.name
        message.instanceUuid = instance
        message.requests = requests
        message.numaCells = Set(cell).sorted()
        message.migrationUuid = migration
        return message
    }

    private func requests(_ session: Session) async throws -> [Berth_Tracker_V1_PciRequest] {
        guard let fromHost else { return try devices.requests(key: session.requestKey) }
        return try await SourceRequests.read(of: instance, host: fromHost, node: fromNode ?? fromHost, session)
    }
}

/// `berth pci allocate`: what was claimed is in use.
struct PciAllocateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "allocate", abstract: "Say that the devices claimed for an instance are in use now.")

    @Argument(help: ArgumentHelp("The instance.", valueName: "uuid"))
    var instance: String

    @Option(help: ArgumentHelp("Only those of this move's side.", valueName: "uuid"))
    var migration = ""

    @OptionGroup var target: NodeOptions
    @OptionGroup var broker: BrokerOptions
    @OptionGroup var request: RequestOptions
    @OptionGroup var change: ChangeOptions

    func run() async throws {
        try await Session.run(broker: broker, request: request, change: change) { session in
            var message = Berth_Tracker_V1_AllocatePciDevicesRequest()
            message.host = target.host
            message.node = target.name
            message.instanceUuid = instance
            message.migrationUuid = migration
            let answer = try await session.ask(
                .allocatePciDevices, message, host: target.host,
                for: Berth_Tracker_V1_AllocatePciDevicesResponse.self)
            guard let answer = answer?.answer else { return }
            if request.json { return Terminal.write(try MessageJSON.text(answer)) }
            let whose = migration.isEmpty ? "" : " of migration \(migration)"
            let place = PlaceText.node(target.host, target.name)
            Terminal.write(
                DeviceChangeText.people(
                    "In use now:", answer.devices,
                    none: "Nothing changed: instance \(instance) has no claimed device\(whose) on \(place)."))
        }
    }
}

/// What a change of an instance's devices is answered with.
enum DeviceChangeText {
    /// The devices that changed.
    ///
    /// - Parameter none: what is said when none did.
    static func people(
        _ title: String, _ devices: [Berth_Tracker_V1_PciDevice], none: String = "Nothing changed."
    ) -> String {
        guard !devices.isEmpty else { return Printable.text(none) + "\n" }
        return "\(title)\n" + DeviceGrantText.table(devices.map { ($0, "") })
    }
}

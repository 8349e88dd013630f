import ArgumentParser
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

    @OptionGroup var devices: DeviceOptions
    @OptionGroup var target: NodeOptions
    @OptionGroup var broker: BrokerOptions
    @OptionGroup var request: RequestOptions
    @OptionGroup var change: ChangeOptions

    func validate() throws {
        guard !devices.device.isEmpty || !devices.pciRequest.isEmpty else {
            throw ValidationError("Say which devices: --device or --pci-request.")
        }
    }

    func run() async throws {
        try await Session.run(broker: broker, request: request, change: change) { session in
            let answer = try await session.ask(
                .claimPciDevices, message(), host: target.host, node: target.name,
                for: Berth_Tracker_V1_ClaimPciDevicesResponse.self)
            guard let answer = answer?.answer else { return }
            if request.json { return Terminal.write(try MessageJSON.text(answer)) }
            Terminal.write(DeviceChangeText.people("Claimed:", answer.devices))
        }
    }

    /// The request that the options describe.
    func message() throws(ToolError) -> Berth_Tracker_V1_ClaimPciDevicesRequest {
        var message = Berth_Tracker_V1_ClaimPciDevicesRequest()
        message.host = target.host
        message.node = target.name
        message.instanceUuid = instance
        message.requests = try devices.requests()
        message.numaCells = Set(cell).sorted()
        message.migrationUuid = migration
        return message
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
            Terminal.write(DeviceChangeText.people("In use now:", answer.devices))
        }
    }
}

/// `berth pci free`: give devices back.
struct PciFreeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "free", abstract: "Give devices of an instance back; all of them, or those that are named.")

    @Argument(help: ArgumentHelp("The instance.", valueName: "uuid"))
    var instance: String

    @Argument(help: ArgumentHelp("Its devices; none: all that it has on the node.", valueName: "address"))
    var addresses: [String] = []

    @Option(help: "Only devices of this status: claimed or allocated.")
    var scope: FreeScopeArgument?

    @Option(
        help: ArgumentHelp(
            "Those of this move's side; by default the instance's own, if it has some there.", valueName: "uuid"))
    var migration = ""

    @OptionGroup var target: NodeOptions
    @OptionGroup var broker: BrokerOptions
    @OptionGroup var request: RequestOptions
    @OptionGroup var change: ChangeOptions

    func run() async throws {
        try await Session.run(broker: broker, request: request, change: change) { session in
            var message = Berth_Tracker_V1_FreePciDevicesRequest()
            message.host = target.host
            message.node = target.name
            message.instanceUuid = instance
            message.addresses = addresses
            message.migrationUuid = migration
            if let scope { message.scope = scope.message }
            let answer = try await session.ask(
                .freePciDevices, message, host: target.host, for: Berth_Tracker_V1_FreePciDevicesResponse.self)
            guard let answer = answer?.answer else { return }
            if request.json { return Terminal.write(try MessageJSON.text(answer)) }
            Terminal.write(DeviceChangeText.people("Given back:", answer.devices))
        }
    }
}

/// Which devices of an instance are given back.
enum FreeScopeArgument: String, CaseIterable, ExpressibleByArgument {
    case claimed
    case allocated

    /// The scope as a request carries it.
    var message: Berth_Tracker_V1_FreePciDevicesRequest.Scope {
        switch self {
        case .claimed: .claimed
        case .allocated: .allocated
        }
    }
}

/// What a change of an instance's devices is answered with.
enum DeviceChangeText {
    /// The devices that changed.
    static func people(_ title: String, _ devices: [Berth_Tracker_V1_PciDevice]) -> String {
        guard !devices.isEmpty else { return "Nothing changed: there was no such device.\n" }
        return "\(title)\n" + DeviceGrantText.table(devices.map { ($0, "") })
    }
}

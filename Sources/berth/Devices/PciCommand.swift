import ArgumentParser
import Wire

/// `berth pci`: devices of a node.
struct PciCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pci", abstract: "Show a node's devices and who has them; take, use and free them.",
        discussion: """
            Devices are claimed with the instance. Claim, allocate and free are for what comes beside that: network \
            ports that are attached and detached, and live migrations, whose destination takes its devices apart.
            """,
        subcommands: [
            PciListCommand.self, PciShowCommand.self, PciClaimCommand.self, PciAllocateCommand.self,
            PciFreeCommand.self,
        ])
}

/// `berth pci list`: the devices of a node.
struct PciListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the free devices by pool, and every device that is held or blocked.")

    @Flag(help: "List free devices one by one too; JSON always does.")
    var all = false

    @OptionGroup var target: NodeOptions
    @OptionGroup var broker: BrokerOptions
    @OptionGroup var request: RequestOptions

    func run() async throws {
        try await Session.run(broker: broker, request: request) { session in
            guard let devices = try await NodeDevices.read(target, session) else { return }
            // Programs get the free ones as well: a pool is told with its devices.
            Terminal.write(
                request.json
                    ? try JSONReport.document(devices.entries) : DeviceListText.people(devices, all: all))
        }
    }
}

/// `berth pci show`: one device.
struct PciShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show one device: who has it since which request, or why it cannot be had.")

    @Argument(help: ArgumentHelp("The device: 0000:81:00.0, or 81:00.0.", valueName: "address"))
    var address: String

    @OptionGroup var target: NodeOptions
    @OptionGroup var broker: BrokerOptions
    @OptionGroup var request: RequestOptions

    func validate() throws {
        guard DeviceWords.isAddress(address) else {
            throw ValidationError("\(Printable.text(address)) is no address of a device: 0000:81:00.0, or 81:00.0.")
        }
    }

    func run() async throws {
        try await Session.run(broker: broker, request: request) { session in
            guard let devices = try await NodeDevices.read(target, session) else { return }
            guard let entry = devices.entry(of: address) else {
                throw NodeDevices.notFound(address, on: PlaceText.node(target.host, target.name))
            }
            Terminal.write(request.json ? try JSONReport.document(entry) : DeviceListText.people(entry))
        }
    }
}

extension NodeDevices {
    /// A device that the tracker does not have may be in the machine all the same.
    static func notFound(_ address: String, on place: String) -> ToolError {
        let device = Printable.text("\(place) has no device \(DeviceWords.address(address))")
        return ToolError(
            .notFound, "\(device): it was not reported, or no device spec matches it.",
            advice: "berth pci list --all names those that it has, and the setting pci.device-specs those it may have.")
    }

    /// Asks for the devices of a node.
    static func read(_ target: NodeOptions, _ session: Session) async throws -> NodeDevices? {
        var message = Berth_Tracker_V1_GetNodeRequest()
        message.host = target.host
        message.node = target.name
        let answer = try await session.ask(
            .getNode, message, host: target.host, for: Berth_Tracker_V1_GetNodeResponse.self)
        return answer.map { NodeDevices($0.answer) }
    }
}

import ArgumentParser
import Wire

/// `berth pci free`: give devices back.
struct PciFreeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "free", abstract: "Give devices of an instance back; all of them, or those that are named.",
        discussion: "When none of those that are named was the instance's, or it holds nothing, the exit status is 4.")

    @Argument(help: ArgumentHelp("The instance.", valueName: "uuid"))
    var instance: String

    @Argument(
        help: ArgumentHelp(
            "Its devices, 0000:81:00.0 or 81:00.0; none: all that it has on the node.", valueName: "address"))
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
            let message = message()
            let answer = try await session.ask(
                .freePciDevices, message, host: target.host, for: Berth_Tracker_V1_FreePciDevicesResponse.self)
            guard let answer = answer?.answer else { return }
            if request.json {
                Terminal.write(try MessageJSON.text(answer))
            } else if !answer.devices.isEmpty {
                Terminal.write(DeviceChangeText.people("Given back:", answer.devices))
            }
            let freed = Set(answer.devices.map(\.address))
            guard freed.isEmpty || !freed.isSuperset(of: message.addresses) else { return }
            let node = await session.node(target.host, target.name)
            let rest = NotFreed(message, freed: freed, node: node)
            for line in rest.lines { Terminal.line(Printable.text(line), to: .error) }
            if rest.status != .success { throw EndedWith(status: rest.status) }
        }
    }

    /// The request that the options describe.
    func message() -> Berth_Tracker_V1_FreePciDevicesRequest {
        var message = Berth_Tracker_V1_FreePciDevicesRequest()
        message.host = target.host
        message.node = target.name
        message.instanceUuid = instance
        message.addresses = addresses.map(DeviceWords.address)
        message.migrationUuid = migration
        if let scope { message.scope = scope.message }
        return message
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

/// Why devices were not given back: the tracker passes over what the request does not mean, and the node tells why.
struct NotFreed: Equatable {
    /// One for each device, or one for all.
    let lines: [String]
    /// What the command ends with.
    let status: ExitStatus

    /// Compares a request with what became of it.
    ///
    /// - Parameters:
    ///   - freed: the addresses that were given back.
    ///   - node: how the node is now; nil: it could not be read.
    init(
        _ request: Berth_Tracker_V1_FreePciDevicesRequest, freed: Set<String>, node: Berth_Tracker_V1_GetNodeResponse?
    ) {
        let place = PlaceText.node(request.host, request.node)
        let grants = node?.grants.filter { $0.instanceUuid == request.instanceUuid.lowercased() }
        let isUnknown = grants?.isEmpty ?? false
        var lines = freed.isEmpty ? ["Nothing was given back."] : []
        if isUnknown { lines.append("Instance \(request.instanceUuid) holds nothing on \(place).") }
        if let node, let grants {
            let devices = NodeDevices(node)
            let held = grants.flatMap { $0.pciDevices.map(\.address) }
            let meant = request.addresses.isEmpty ? held : request.addresses
            lines += meant.filter { !freed.contains($0) }.map { Self.reason($0, devices.entry(of: $0), request, place) }
            if meant.isEmpty, !isUnknown { lines.append("Instance \(request.instanceUuid) has no device there.") }
        }
        self.lines = lines
        status = freed.isEmpty && (isUnknown || !request.addresses.isEmpty) ? .notFound : .success
    }

    private static func reason(
        _ address: String, _ entry: DeviceEntry?, _ request: Berth_Tracker_V1_FreePciDevicesRequest, _ place: String
    ) -> String {
        guard let entry else { return "\(address): \(place) has no such device." }
        guard let holder = entry.holder else {
            return "\(address): nobody has it; "
                + (entry.why.isEmpty ? "it is \(entry.status)." : "\(entry.why).")
        }
        guard holder.instance == request.instanceUuid.lowercased() else {
            return "\(address): another instance has it: it is \(entry.status) to \(holder.instance)."
        }
        let side = holder.side == "own" ? "the instance's own claim" : "the \(holder.side)"
        return "\(address): it is \(entry.status), of \(side); --scope and --migration say which are meant."
    }
}

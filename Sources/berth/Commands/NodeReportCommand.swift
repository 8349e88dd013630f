import ArgumentParser
import Foundation
import Wire

/// `berth node report`: tell the tracker what a node has.
struct NodeReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Report a node's inventory: this machine's, or one from a file.")

    @Flag(help: "Report this machine: CPUs, memory, disk, NUMA cells, huge pages and PCI devices.")
    var thisMachine = false

    @Option(help: ArgumentHelp("A ReportInventoryRequest as JSON; - is standard input.", valueName: "file"))
    var file: String?

    @Flag(help: "Print the report as JSON and send nothing.")
    var print = false

    @Option(help: ArgumentHelp("The host to report; by default this machine's name.", valueName: "name"))
    var host: String?

    @Option(help: ArgumentHelp("The node on the host; by default it has the host's name.", valueName: "name"))
    var node: String?

    @Option(help: ArgumentHelp("The node's identity; by default it is made from /etc/machine-id.", valueName: "uuid"))
    var nodeUUID: String?

    @Option(help: ArgumentHelp("Read /proc, /sys and /etc below this folder.", valueName: "dir"))
    var sysroot = "/"

    @Option(help: ArgumentHelp("A path on the file system of the guests' disks.", valueName: "path"))
    var diskPath: String?

    @OptionGroup var topology: HostOptions
    @OptionGroup var broker: BrokerOptions
    @OptionGroup var request: RequestOptions
    @OptionGroup var change: ChangeOptions

    func validate() throws {
        guard thisMachine != (file != nil) else {
            throw ValidationError("Give either --this-machine or --file.")
        }
        guard thisMachine || topology.configuration == HostConfiguration() else {
            throw ValidationError("A file says the topology itself: leave out the options for this machine's.")
        }
    }

    func run() async throws {
        let report = try message()
        if print { return Terminal.write(try MessageJSON.text(report)) }
        try await Session.run(broker: broker, request: request, change: change) { session in
            let answer = try await session.ask(
                .reportInventory, report, host: report.host, for: Berth_Tracker_V1_ReportInventoryResponse.self)
            guard let answer = answer?.answer else { return }
            if request.json { return Terminal.write(try MessageJSON.text(answer)) }
            Terminal.line(answer.created ? "The node is new." : "The node was known; its inventory is replaced.")
            Terminal.write(NodeText.people(answer.node))
        }
    }

    private func message() throws(ToolError) -> Berth_Tracker_V1_ReportInventoryRequest {
        guard let file else { return try machineMessage() }
        var message = try JSONArgument.message(Berth_Tracker_V1_ReportInventoryRequest.self, fromFile: file)
        if let host { message.host = host }
        if let node { message.node = node }
        if let nodeUUID { message.nodeUuid = nodeUUID }
        return message
    }

    private func machineMessage() throws(ToolError) -> Berth_Tracker_V1_ReportInventoryRequest {
        let tree = SystemTree(root: sysroot)
        let report = try MachineReport.read(sysroot: sysroot, diskPath: diskPath)
        let shape = try HostShape(topology.configuration, for: report)
        for note in report.notes + shape.notes { Terminal.line(note, to: .error) }
        var message = Berth_Tracker_V1_ReportInventoryRequest()
        message.host = if let host { host } else { try MachineIdentity.hostName(in: tree) }
        message.node = node ?? message.host
        message.nodeUuid = if let nodeUUID { nodeUUID } else { try MachineIdentity.nodeUUID(in: tree) }
        message.inventory = report.inventory(shape)
        return message
    }
}

import ArgumentParser

/// `berth node`: hypervisors.
struct NodeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "node", abstract: "Report, list, show, enable, disable and remove nodes.",
        subcommands: [
            NodeReportCommand.self, NodeListCommand.self, NodeShowCommand.self, NodeEnableCommand.self,
            NodeDisableCommand.self, NodeRemoveCommand.self,
        ])
}

/// Which node a command is about.
struct NodeOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The host, the address of its compute service.", valueName: "name"))
    var host: String

    @Option(help: ArgumentHelp("The node on the host; by default it has the host's name.", valueName: "name"))
    var node: String?

    /// The node's name.
    var name: String { node ?? host }
}

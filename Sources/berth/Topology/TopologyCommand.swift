import ArgumentParser

/// `berth topology`: cells of guests.
struct TopologyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "topology", abstract: "See what flavors and images ask for in the way of NUMA cells.",
        subcommands: [TopologyExplainCommand.self])
}

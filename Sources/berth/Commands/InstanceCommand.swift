import ArgumentParser

/// `berth instance`: virtual machines.
struct InstanceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "instance", abstract: "Show instances and report their changes.",
        subcommands: [InstanceShowCommand.self, InstanceUpdateCommand.self])
}

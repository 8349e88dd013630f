import ArgumentParser

/// `berth verify`: recompute every invariant of a store.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check every invariant of a store on this machine; changes nothing.",
        discussion: "Stop the worker first, or check a copy. The exit status is 8 when something is wrong.")

    @Option(help: ArgumentHelp("The worker's data folder.", valueName: "dir"))
    var dataDir: String

    @Flag(help: "Print JSON for programs.")
    var json = false

    func run() async throws {
        throw ToolError(
            .unsupported, "This build of the tool cannot verify \(Printable.text(dataDir)).",
            advice: "Use the tool that was built together with the worker.")
    }
}

import ArgumentParser
import Foundation

/// `berth docs`: pages that are made of the code.
struct DocsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "docs", abstract: "Print documentation that is made of the code's own tables.",
        subcommands: [StateMachinesCommand.self])
}

/// `berth docs state-machines`: the tables of instances and moves.
struct StateMachinesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "state-machines", abstract: "Print the state machines of instances and moves as Markdown.")

    @Option(help: ArgumentHelp("Write \(StateMachinePage.fileName) into this folder instead.", valueName: "dir"))
    var write: String?

    func run() throws {
        guard let write else { return Terminal.write(StateMachinePage.text()) }
        let file = URL(fileURLWithPath: write).appendingPathComponent(StateMachinePage.fileName)
        do {
            try Data(StateMachinePage.text().utf8).write(to: file)
        } catch {
            throw ToolError(
                .invalidArgument, "\(Printable.text(file.path)) cannot be written.",
                advice: "Does the folder exist, may you write there?")
        }
        Terminal.line("Written: \(Printable.text(file.path))", to: .error)
    }
}

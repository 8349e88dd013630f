import ArgumentParser
import Tracker

/// `berth topology explain`: what a flavor and an image ask for, or the rule that they break.
struct TopologyExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Tell what a flavor and an image ask for, cell by cell.",
        discussion: """
            Prints the guest's cells, what a scheduler asks Placement for, and how near devices must be; or the first \
            rule that flavor and image break, with key, value and what is allowed. Asks no worker. What options say \
            counts more than what files say. The exit status is 5 when a rule is broken.
            """)

    @OptionGroup var input: TopologyInput

    @Flag(help: "Print JSON for programs.")
    var json = false

    func run() throws {
        let flavor = try input.readFlavor()
        let properties = try input.readImageProperties()
        let request: TopologyRequest
        do throws(ConstraintError) {
            request = try TopologyConstraints.request(flavor: flavor, imageProperties: properties)
        } catch {
            throw try refused(error)
        }
        let explanation = TopologyExplanation(request)
        Terminal.write(json ? try JSONReport.document(explanation) : TopologyExplanationText.people(explanation))
    }

    private func refused(_ error: ConstraintError) throws(ToolError) -> any Error {
        guard json else { return ToolError(.invalidArgument, TopologyExplanationText.people(error)) }
        Terminal.write(try JSONReport.document(["error": BrokenRule(error)]))
        return EndedWith(status: .invalidArgument)
    }
}

import ArgumentParser

/// `berth version`: which version this is.
struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version", abstract: "Print the version of the tool and of the protocol it speaks.")

    /// The version of the tool; see the change log.
    static let version = "0.1.0"

    @Flag(help: "Print JSON for programs.")
    var json = false

    func run() throws {
        if json { return Terminal.write(try JSONReport.line(Description())) }
        Terminal.line("berth \(Self.version), protocol berth.tracker.v1")
    }

    private struct Description: Encodable {
        let version = VersionCommand.version
        let wireProtocol = "berth.tracker.v1"

        enum CodingKeys: String, CodingKey {
            case version
            case wireProtocol = "protocol"
        }
    }
}

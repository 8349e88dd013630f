import ArgumentParser
import Foundation
import Testing

@testable import berth

@Suite("Help and documentation")
struct HelpTests {
    /// Scripts and completions are built on these texts.
    ///
    /// After a wanted change: `BERTH_UPDATE_GOLDEN=1 swift test --filter HelpTests`.
    @Test("Every command's help is as recorded in docs/command-line-help.txt")
    func golden() throws {
        let found = Self.commands(below: Berth.self, path: ["berth"]).map { path, command in
            "# \(path.joined(separator: " "))\n\n" + Berth.helpMessage(for: command, columns: 100)
        }.joined(separator: "\n")
        let file = Self.docs.appendingPathComponent("command-line-help.txt")
        if ProcessInfo.processInfo.environment["BERTH_UPDATE_GOLDEN"] == "1" {
            try Data(found.utf8).write(to: file)
        }
        let recorded = try String(contentsOf: file, encoding: .utf8)
        #expect(found == recorded)
    }

    @Test("Every command and every exit status is in docs/command-line.md")
    func documented() throws {
        let text = try String(contentsOf: Self.docs.appendingPathComponent("command-line.md"), encoding: .utf8)
        for (path, command) in Self.commands(below: Berth.self, path: ["berth"])
        where command.configuration.subcommands.isEmpty {
            #expect(text.contains(path.joined(separator: " ")), "\(path)")
        }
        for status in berth.ExitStatus.allCases { #expect(text.contains("| \(status.rawValue) | \(status.meaning) |")) }
    }

    private static var docs: URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../../docs").standardized
    }

    private static func commands(
        below command: any ParsableCommand.Type, path: [String]
    ) -> [([String], any ParsableCommand.Type)] {
        [(path, command)]
            + command.configuration.subcommands.flatMap { commands(below: $0, path: path + [$0._commandName]) }
    }
}

import ArgumentParser
import Worker

/// `berth history`: what happened, from the journal.
struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "Tell every fact about an instance, a node or a move from a store's journal.",
        discussion: """
            Reads the store on this machine as it is at this moment, whether a worker owns it or not, and changes \
            nothing. The journal goes back as far as the worker's retention keeps it; from where on is said. The exit \
            status is 4 when the journal has no fact about it.
            """)

    /// What a history can be about.
    enum Kind: String, CaseIterable, ExpressibleByArgument {
        case instance, node, migration
    }

    @Argument(help: "What it is about: instance, node or migration.")
    var kind: Kind

    @Argument(
        help: ArgumentHelp("Its UUID; of a node host/name, or the host if the node has its name.", valueName: "id"))
    var name: String

    @OptionGroup var store: StoreOptions

    /// What the arguments name.
    var subject: HistorySubject {
        switch kind {
        case .instance: .instance(uuid: name)
        case .node: .node(name)
        case .migration: .migration(uuid: name)
        }
    }

    func run() async throws {
        let report = try await store.read { try await StoreHistory.history(of: subject, dataDirectory: $0) }
        Terminal.write(store.json ? try JSONReport.document(report) : HistoryText.people(report))
        if report.entries.isEmpty { throw EndedWith(status: .notFound) }
    }
}

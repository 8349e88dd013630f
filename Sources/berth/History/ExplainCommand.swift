import ArgumentParser
import Worker

/// `berth explain`: what became of a request, and why.
struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Tell from a store what became of a request, and why.",
        discussion: """
            Of a claim that did not fit it tells what was short by how much, who held it at that moment, and the \
            smallest change that would have let it through; of a refused step of a move what was allowed instead. \
            Reads the store on this machine as it is at this moment, whether a worker owns it or not, and changes \
            nothing. The exit status is 4 when the store does not know the key.
            """)

    @Argument(help: ArgumentHelp("The idempotency key, the request's message_id.", valueName: "key"))
    var key: String

    @OptionGroup var store: StoreOptions

    func run() async throws {
        let found = try await store.read { try await StoreExplanation.explain(key: key, dataDirectory: $0) }
        guard let found else {
            throw ToolError(
                .notFound, "The store does not know the key \(Printable.text(key)).",
                advice: "It may be on its way, of another shard, or older than keys and journal are kept.")
        }
        Terminal.write(store.json ? try JSONReport.document(found) : ExplanationText.people(found))
    }
}

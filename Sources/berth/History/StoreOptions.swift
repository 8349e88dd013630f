import ArgumentParser
import Worker

/// Which store a command reads.
struct StoreOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The worker's data folder.", valueName: "dir"))
    var dataDir: String

    @Flag(help: "Print JSON for programs.")
    var json = false

    /// Reads the store, or says why it cannot be read.
    func read<Result>(_ body: (String) async throws -> Result) async throws -> Result {
        do {
            return try await body(dataDir)
        } catch {
            throw ToolError(
                .checkFailed, "The store in \(Printable.text(dataDir)): \(WorkerFailure.text(error))",
                advice: "Is this the data folder of a worker, and may you read it? See also: berth verify")
        }
    }
}

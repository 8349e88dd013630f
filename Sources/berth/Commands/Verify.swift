import ArgumentParser
import Worker

/// `berth verify`: recompute every invariant of a store.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check every invariant of a store on this machine; changes nothing.",
        discussion: """
            Reads the store as it is at this moment, whether a worker owns it or not: recomputes its digest and every \
            invariant, and applies the journal again from the oldest base to see that it leads to the stored rows. The \
            exit status is 8 when something is wrong.
            """)

    @Option(help: ArgumentHelp("The worker's data folder.", valueName: "dir"))
    var dataDir: String

    @Flag(help: "Print JSON for programs.")
    var json = false

    func run() async throws {
        let report: VerificationReport
        do {
            report = try await StoreVerification.verify(dataDirectory: dataDir)
        } catch {
            throw ToolError(.checkFailed, "The store in \(Printable.text(dataDir)): \(WorkerFailure.text(error))")
        }
        Terminal.write(json ? try JSONReport.document(report) : Self.people(report))
        guard report.findings.isEmpty else {
            throw ToolError(
                .checkFailed, "The store is not sound: \(report.findings.count) findings.",
                advice: "Do not serve from it; restore the newest backup that verifies, and keep this folder.")
        }
    }

    private static func people(_ report: VerificationReport) -> String {
        var fields = FieldList()
        fields.add("store", report.storeID)
        fields.add("shard", report.shard)
        fields.add("position", String(report.position))
        fields.add("last event", String(report.sequence))
        fields.add("nodes", String(report.nodes))
        fields.add("instances", String(report.instances))
        fields.add("unconfirmed", "\(report.outbox) messages")
        fields.add("digest", report.digest)
        fields.add(
            "journal",
            report.replayedFrom < 0
                ? "not replayed: nothing to start from"
                : "\(report.replayedEntries) entries applied again from position \(report.replayedFrom)")
        fields.add("result", report.findings.isEmpty ? "sound" : "\(report.findings.count) findings")
        var table = TextTable([.identifier("FINDING"), .text("SUBJECT"), .text("WHAT")])
        for finding in report.findings { table.add([finding.kind, finding.subject, finding.message]) }
        return fields.rendered() + (table.isEmpty ? "" : "\n" + table.rendered())
    }
}

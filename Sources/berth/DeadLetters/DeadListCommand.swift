import ArgumentParser

/// `berth dead list`: what is there, and why.
struct DeadListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List dead letters: age, reason, method, host, key.")

    @OptionGroup var filter: DeadFilterOptions
    @OptionGroup var target: DeadQueueOptions
    @OptionGroup var broker: BrokerOptions

    @Flag(help: "Print JSON, one object to a line.")
    var json = false

    func run() async throws {
        try await target.look(broker) { _, letters, _ in
            let now = WallClock.seconds
            let matches = filter.filter().matches(in: letters, now: now)
            if json {
                for letter in matches { Terminal.write(try JSONReport.line(DeadLetterSummary(letter, now: now))) }
                return
            }
            guard !matches.isEmpty else {
                return Terminal.line(letters.isEmpty ? "There are no dead letters." : "No dead letter matches.")
            }
            Terminal.write(DeadLetterText.table(matches, now: now) + "\n" + DeadLetterText.counts(matches))
        }
    }
}
